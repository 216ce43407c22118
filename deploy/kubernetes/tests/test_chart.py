"""The chart, rendered by Helm for every set of values and held to the schemas of Kubernetes and its extensions.

`deploy/kubernetes/tools.sh` (`make kubernetes-tools`) fetches Helm and the schemas into the user's cache; without them
these tests are skipped.
"""

import json
import os
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml
from gateway.routes import SERVICES

CHART = Path(__file__).parents[1] / "cabinet"
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "cabinet"
SCHEMAS = CACHE / "kubernetes"
HELM = shutil.which("helm") or str(CACHE / "tools" / "helm-v3.22.0")
VALUES = {"usual": (), "small": ("values-small.yaml",), "region": ("values-region.yaml",)}
Manifest = dict[str, Any]

pytestmark = pytest.mark.skipif(
    not (Path(HELM).exists() and (SCHEMAS / "definitions-1.37.0.json").exists()),
    reason="no Helm or no schemas of Kubernetes here: `make kubernetes-tools` fetches them",
)


@cache
def rendered(size: str, *options: str) -> tuple[Manifest, ...]:
    """What would be installed."""
    files = [word for name in VALUES[size] for word in ("--values", str(CHART.parent / name))]
    command = [HELM, "template", "cabinet", str(CHART), "--kube-version", "1.37.0", *files, *options]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return tuple(manifest for manifest in yaml.load_all(text, Loader=yaml.CSafeLoader) if manifest)


def of_kind(size: str, kind: str) -> dict[str, Manifest]:
    return {one["metadata"]["name"]: one for one in rendered(size) if one["kind"] == kind}


@cache
def kubernetes() -> dict[str, Any]:
    definitions: dict[str, Any] = json.loads((SCHEMAS / "definitions-1.37.0.json").read_text())["$defs"]
    return definitions


def needed(name: str) -> dict[str, Any]:
    """The definition and what it refers to: a hundredth of all."""
    found: dict[str, Any] = {}
    waiting = [name]
    while waiting:
        if (one := waiting.pop()) not in found:
            found[one] = kubernetes()[one]
            waiting += re.findall(r'"#/\$defs/([^"]+)"', json.dumps(found[one]))
    return found


@cache
def validator(api_version: str, kind: str) -> jsonschema_rs.Validator:
    """The schema of this kind: Kubernetes' own, with unknown fields refused, or that of a custom resource."""
    group, _, version = api_version.rpartition("/")
    name = f"io.k8s.api.{group.split('.')[0] or 'core'}.{version}.{kind}"
    if name in kubernetes():
        return jsonschema_rs.Draft202012Validator({"$ref": f"#/$defs/{name}", "$defs": needed(name)})
    for file in SCHEMAS.glob(f"{group}_*.yaml"):
        definition = yaml.load(file.read_text(), Loader=yaml.CSafeLoader)["spec"]
        if definition["names"]["kind"] == kind:
            [one] = [entry for entry in definition["versions"] if entry["name"] == version]
            return jsonschema_rs.Draft202012Validator(closed(one["schema"]["openAPIV3Schema"]))
    raise LookupError(f"no schema of {api_version} {kind}")


def closed(schema: Any) -> Any:
    """Unknown fields refused, as the server drops them; `metadata` is the server's own."""
    if not isinstance(schema, dict):
        return schema
    inner = {key: closed(value) if isinstance(value, dict) else value for key, value in schema.items()}
    if "properties" in inner and not inner.get("x-kubernetes-preserve-unknown-fields"):
        inner.setdefault("additionalProperties", inner["properties"].get("metadata") == {"type": "object"})
    return inner


@pytest.mark.parametrize("size", VALUES)
def test_everything_has_the_shape_that_the_server_wants(size: str) -> None:
    wrong = [
        f"{one['kind']} {one['metadata']['name']}: {error.instance_path} {error.message}"
        for one in rendered(size)
        for error in validator(one["apiVersion"], one["kind"]).iter_errors(one)
    ]
    assert not wrong


def test_a_field_that_does_not_exist_is_seen() -> None:
    [deployment, *_] = of_kind("usual", "Deployment").values()
    monitor = of_kind("usual", "ServiceMonitor")["cabinet"]
    for manifest in (deployment, monitor):
        spoilt = json.loads(json.dumps(manifest))
        spoilt["spec"]["replicsa"] = 3
        assert not validator(manifest["apiVersion"], manifest["kind"]).is_valid(spoilt)


@pytest.mark.parametrize("size", VALUES)
def test_every_service_has_both_processes_and_the_gateway_knows_it(size: str) -> None:
    deployments = of_kind(size, "Deployment")
    processes = {f"cabinet-{service}-{process}" for service in SERVICES for process in ("api", "worker")}
    assert deployments.keys() == processes | {"cabinet-gateway", "cabinet-web"}
    [envoy] = deployments["cabinet-gateway"]["spec"]["template"]["spec"]["containers"]
    upstreams = json.loads(next(entry["value"] for entry in envoy["env"] if entry["name"] == "GATEWAY_UPSTREAMS"))
    assert upstreams.keys() == {*SERVICES, "web"}
    assert {address.split(":")[0] for address in upstreams.values()} <= of_kind(size, "Service").keys()


@pytest.mark.parametrize("size", VALUES)
def test_nothing_runs_as_root_or_writes_beside_its_tmp(size: str) -> None:
    workloads = [*of_kind(size, "Deployment").values(), *of_kind(size, "Job").values()]
    for spec in (workload["spec"]["template"]["spec"] for workload in workloads):
        assert spec["securityContext"]["runAsNonRoot"]
        assert spec["automountServiceAccountToken"] is False
        for container in spec["containers"]:
            rights = container["securityContext"]
            assert (rights["readOnlyRootFilesystem"], rights["allowPrivilegeEscalation"]) == (True, False)
            assert rights["capabilities"] == {"drop": ["ALL"]}
            assert container["resources"]["limits"]["memory"]


def test_an_api_scales_by_cpu_and_a_worker_by_its_lag_up_to_the_partitions() -> None:
    assert of_kind("usual", "HorizontalPodAutoscaler").keys() == {f"cabinet-{s}-api" for s in SERVICES} | {
        "cabinet-gateway"
    }
    lagging = of_kind("region", "ScaledObject")
    assert lagging.keys() == {f"cabinet-{service}-worker" for service in SERVICES if service != "identity"}
    assert {one["spec"]["maxReplicaCount"] for one in lagging.values()} == {12}
    scaled = {*lagging, *of_kind("region", "HorizontalPodAutoscaler")}
    fixed = {name for name, one in of_kind("region", "Deployment").items() if "replicas" in one["spec"]}
    assert not scaled & fixed, "a deployment would undo what its scaler does"


def test_one_small_node_needs_no_operators() -> None:
    kinds = {one["kind"] for one in rendered("small")}
    assert kinds == {"Deployment", "Service", "Job", "Ingress", "NetworkPolicy"}


@pytest.mark.parametrize("size", VALUES)
def test_migrations_go_before_the_processes(size: str) -> None:
    jobs = of_kind(size, "Job")
    assert jobs.keys() == {f"cabinet-{s}-migrate" for s in SERVICES} | {"cabinet-topics", "cabinet-broker-access"}
    assert all("pre-upgrade" in job["metadata"]["annotations"]["helm.sh/hook"] for job in jobs.values())


def test_secrets_are_files_and_stand_in_no_environment() -> None:
    for one in of_kind("usual", "Deployment").values():
        for container in one["spec"]["template"]["spec"]["containers"]:
            names = {entry["name"] for entry in container.get("env", [])}
            assert not [name for name in names if name.endswith(("PASSWORD", "KEY", "KEYS", "DATABASE_URL"))]
