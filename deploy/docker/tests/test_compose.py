"""What docker-compose.yml promises, read from the file: no engine is needed."""

import json
import stat
from pathlib import Path
from typing import Any

import pytest
import yaml
from draw_secrets import SECRETS, draw
from gateway.routes import SERVICES

ROOT = Path(__file__).parents[3]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
PARTS: dict[str, dict[str, Any]] = COMPOSE["services"]


@pytest.mark.parametrize("name", PARTS)
def test_every_part_is_held_within_bounds(name: str) -> None:
    part = PARTS[name]
    assert part["read_only"]
    assert part["cap_drop"] == ["ALL"]
    assert part["security_opt"] == ["no-new-privileges:true"]
    assert part["deploy"]["resources"]["limits"].keys() >= {"cpus", "memory", "pids"}
    assert str(part.get("user", "")).split(":")[0] not in {"0", "root"}


def test_every_service_has_its_processes_and_its_migrations() -> None:
    expected = {f"{service}-{role}" for service in SERVICES for role in ("api", "worker", "migrate")}
    assert expected <= PARTS.keys()
    for service in SERVICES:
        assert f"{service}-migrate" in PARTS[f"{service}-api"]["depends_on"]
        assert {"broker-access", f"{service}-migrate"} <= PARTS[f"{service}-worker"]["depends_on"].keys()


def test_the_gateway_knows_every_service_and_waits_for_it() -> None:
    upstreams = json.loads(PARTS["gateway"]["environment"]["GATEWAY_UPSTREAMS"])
    assert upstreams.keys() == {*SERVICES, "web", "mail"}
    assert {address.split(":")[0] for address in upstreams.values()} <= PARTS.keys()
    assert {f"{service}-api" for service in SERVICES} <= PARTS["gateway"]["depends_on"].keys()


def test_a_process_gets_its_own_secrets_and_nobody_elses() -> None:
    for service in SERVICES:
        for process in ("api", "worker"):
            secrets = PARTS[f"{service}-{process}"]["secrets"]
            targets = [one["target"] if isinstance(one, dict) else one for one in secrets]
            assert all(name.startswith(f"{service}_") for name in targets), service


def test_no_secret_stands_in_an_environment() -> None:
    for part in PARTS.values():
        for name in part.get("environment", {}):
            assert not name.endswith(("_PASSWORD", "_KEY", "_KEYS", "_SECRET", "_DATABASE_URL"))


def test_databases_and_broker_are_reached_from_inside_only() -> None:
    assert PARTS["postgres"]["networks"] == ["back"]
    assert "ports" not in PARTS["postgres"]
    assert COMPOSE["networks"]["back"] == COMPOSE["networks"]["front"] == {"internal": True}
    published = [port for part in PARTS.values() for port in part.get("ports", [])]
    assert all(port.startswith("${BIND:-127.0.0.1}:") for port in published)


def test_prometheus_asks_every_process_and_no_other_door() -> None:
    scraped = yaml.safe_load((ROOT / "deploy/observability/prometheus.yml").read_text())["scrape_configs"]
    targets = {target for job in scraped for group in job["static_configs"] for target in group["targets"]}
    processes = {f"{service}-{process}" for service in SERVICES for process in ("api", "worker")}
    assert targets == {f"{part}:9000" for part in processes | {"gateway"}}
    settings = PARTS["gateway"]["environment"]
    assert (settings["GATEWAY_OPS_PORT"], settings["GATEWAY_HOST"]) == ("9000", "0.0.0.0")
    assert set(PARTS["prometheus"]["networks"]) & set(PARTS["gateway"]["networks"])
    assert not any(port.endswith((":9000", ":9901")) for part in PARTS.values() for port in part.get("ports", []))


def test_every_secret_is_drawn_once_and_kept(tmp_path: Path) -> None:
    folder = tmp_path / "secrets"
    of_the_build = {"pip.conf", "npmrc", "ca.crt"}
    assert set(draw(folder)) == set(SECRETS) == COMPOSE["secrets"].keys() - of_the_build
    before = {file.name: file.read_text() for file in folder.iterdir()}
    assert draw(folder) == []
    assert {file.name: file.read_text() for file in folder.iterdir()} == before
    assert len(set(before.values())) == len(SECRETS)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
