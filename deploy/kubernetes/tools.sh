#!/bin/sh
# What the chart is checked with, fetched once into the user's cache: Helm built as a Go program, the schemas of
# Kubernetes out of a wheel of the Python index, those of KEDA, the Prometheus operator and the Gateway API out of their
# Go modules. Needs Go and the environment of `make up`.
set -eu
cd "$(dirname "$0")"
root=$(cd ../.. && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/cabinet
schemas=$cache/kubernetes
"$root/deploy/docker/go-tool.sh" helm helm.sh/helm/v3 v3.22.0 helm.sh/helm/v3/cmd/helm

mkdir -p "$schemas"
if [ ! -e "$schemas/definitions-1.37.0.json" ]; then
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    echo "kubernetes-validate==1.37.0 --hash=sha256:85136d018a27b50ec7fc049d902bfa5193f5976807e6c0f408e3ab6fe078cad9" >"$work/wheel.txt"
    "$root/.venv/bin/python" -m pip download -q --no-deps --require-hashes -r "$work/wheel.txt" -d "$work"
    unzip -q -p "$work"/kubernetes_validate-*.whl 'kubernetes_validate/kubernetes-json-schema/v1.37.0-local-strict/_definitions.json' \
        >"$work/definitions.json"
    mv "$work/definitions.json" "$schemas/definitions-1.37.0.json"
fi

custom() { # MODULE VERSION FILE: a custom resource definition of a module
    [ ! -e "$schemas/$(basename "$3")" ] || return 0
    (
        cd "$(mktemp -d)"
        printf 'module cabinet.example/schemas\n\ngo 1.24\n' >go.mod
        folder=$(go mod download -json "$1@$2" | sed -n 's/.*"Dir": "\(.*\)".*/\1/p')
        cp "$folder/$3" "$schemas/"
    )
}
custom github.com/kedacore/keda/v2 v2.17.2 config/crd/bases/keda.sh_scaledobjects.yaml
custom github.com/kedacore/keda/v2 v2.17.2 config/crd/bases/keda.sh_triggerauthentications.yaml
custom github.com/prometheus-operator/prometheus-operator v0.84.0 example/prometheus-operator-crd/monitoring.coreos.com_servicemonitors.yaml
custom sigs.k8s.io/gateway-api v1.4.1 config/crd/standard/gateway.networking.k8s.io_httproutes.yaml
echo "$schemas"
