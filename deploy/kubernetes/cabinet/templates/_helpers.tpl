{{- define "cabinet.image" -}}
{{ .root.Values.image.registry }}/{{ .name }}:{{ .root.Values.image.tag | default .root.Chart.AppVersion }}
{{- end }}

{{- define "cabinet.selector" -}}
app.kubernetes.io/name: {{ .root.Chart.Name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end }}

{{- define "cabinet.labels" -}}
{{ include "cabinet.selector" . }}
{{- with .service }}
cabinet/service: {{ . }}
{{- end }}
{{- with .process }}
cabinet/process: {{ . }}
{{- end }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
app.kubernetes.io/version: {{ .root.Values.image.tag | default .root.Chart.AppVersion | quote }}
{{- end }}

{{- /* Not root, no new rights, nothing written but /tmp, no token of the cluster. */ -}}
{{- define "cabinet.pod" -}}
automountServiceAccountToken: false
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  runAsUser: 10001
  runAsGroup: 10001
  fsGroup: 10001
  seccompProfile: {type: RuntimeDefault}
{{- with .root.Values.image.pullSecrets }}
imagePullSecrets: {{ toJson . }}
{{- end }}
{{- end }}

{{- define "cabinet.container" -}}
imagePullPolicy: {{ .root.Values.image.pullPolicy }}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: {drop: [ALL]}
{{- with .resources }}
resources:
  requests: {cpu: {{ .cpu | quote }}, memory: {{ .memory }}}
  limits: {memory: {{ .memoryLimit }}}
{{- end }}
{{- end }}

{{- define "cabinet.spread" -}}
topologySpreadConstraints:
  - maxSkew: 1
    topologyKey: kubernetes.io/hostname
    whenUnsatisfiable: ScheduleAnyway
    labelSelector: {matchLabels: {{ include "cabinet.selector" . | fromYaml | toJson }}}
{{- if .root.Values.spread.zones }}
  - maxSkew: 1
    topologyKey: topology.kubernetes.io/zone
    whenUnsatisfiable: ScheduleAnyway
    labelSelector: {matchLabels: {{ include "cabinet.selector" . | fromYaml | toJson }}}
{{- end }}
{{- end }}

{{- /* Settings of every service: the image's `run` gives each its prefix. */ -}}
{{- define "cabinet.settings" -}}
- {name: CABINET_SECRETS_DIR, value: /run/secrets/cabinet}
- {name: CABINET_ENVIRONMENT, value: {{ .root.Values.environment }}}
- {name: CABINET_HTTP_HOST, value: "0.0.0.0"}
- {name: CABINET_OPS_PORT, value: "9000"}
- {name: CABINET_PUBLIC_URL, value: {{ .root.Values.publicUrl | quote }}}
- {name: CABINET_JWKS_URL, value: "http://{{ .root.Release.Name }}-identity:8000/api/identity/v1/.well-known/jwks.json"}
- {name: CABINET_KAFKA_BOOTSTRAP_SERVERS, value: {{ .root.Values.kafka.bootstrapServers | quote }}}
- {name: CABINET_KAFKA_SECURITY_PROTOCOL, value: {{ .root.Values.kafka.securityProtocol }}}
- {name: CABINET_KAFKA_SASL_MECHANISM, value: {{ .root.Values.kafka.saslMechanism }}}
- {name: {{ upper .service }}_KAFKA_SASL_USERNAME, value: {{ .service }}}
- {name: CABINET_LOG_LEVEL, value: {{ .root.Values.logLevel }}}
{{- with .root.Values.otlpEndpoint }}
- {name: CABINET_OTLP_ENDPOINT, value: {{ . | quote }}}
- {name: CABINET_TRACE_RATIO, value: {{ $.root.Values.traceRatio | quote }}}
{{- end }}
{{- range $name, $value := (get .root.Values.services .service).env }}
- {name: {{ $name }}, value: {{ $value | quote }}}
{{- end }}
{{- end }}

{{- define "cabinet.probes" -}}
{{- /* A loop that hangs does not answer /livez; /readyz asks the database. */ -}}
startupProbe: {httpGet: {path: /livez, port: ops}, periodSeconds: 1, failureThreshold: 60}
livenessProbe: {httpGet: {path: /livez, port: ops}, periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 6}
readinessProbe: {httpGet: {path: /readyz, port: ops}, periodSeconds: 5, timeoutSeconds: 3}
{{- end }}

{{- define "cabinet.budget" -}}
{{- if .root.Values.disruptionBudgets }}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: {{ .root.Release.Name }}-{{ .component }}
  labels: {{- include "cabinet.labels" . | nindent 4 }}
spec:
  maxUnavailable: 1
  selector: {matchLabels: {{ include "cabinet.selector" . | fromYaml | toJson }}}
{{- end }}
{{- end }}

{{- define "cabinet.cpuScaler" -}}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: {{ .root.Release.Name }}-{{ .component }}
  labels: {{- include "cabinet.labels" . | nindent 4 }}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: {{ .root.Release.Name }}-{{ .component }}}
  minReplicas: {{ .scale.replicas }}
  maxReplicas: {{ .scale.autoscaling.max }}
  metrics:
    - type: Resource
      resource: {name: cpu, target: {type: Utilization, averageUtilization: {{ .scale.autoscaling.cpu }}}}
  behavior:
    scaleUp: {stabilizationWindowSeconds: 0, policies: [{type: Percent, value: 100, periodSeconds: 30}]}
    scaleDown: {stabilizationWindowSeconds: 300}
{{- end }}
