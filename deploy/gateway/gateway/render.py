"""`python -m gateway.render --out envoy.yaml`: GATEWAY_... settings in, Envoy's configuration out."""

import argparse
import sys
from pathlib import Path
from typing import Any

import yaml

from gateway.clusters import clusters
from gateway.config import GatewayConfig
from gateway.listener import listener
from gateway.ops import ops_listener
from gateway.proto import Message, extension

__all__ = ["GatewayConfig", "render"]

_MONITORS = "extensions.resource_monitors"


def render(config: GatewayConfig) -> str:
    """The YAML text that Envoy starts with; the same settings give the same text."""
    document = {
        "node": {"id": "gateway", "cluster": "gateway"},
        "admin": {"address": {"socket_address": {"address": "127.0.0.1", "port_value": config.admin_port}}},
        "overload_manager": _overload(config),
        "static_resources": {"listeners": _listeners(config), "clusters": clusters(config)},
    }
    return yaml.dump(document, Dumper=_Plain, sort_keys=False, allow_unicode=True, width=120)


def _listeners(config: GatewayConfig) -> list[Message]:
    return [listener(config), *([ops_listener(config)] if config.ops_port else [])]


class _Plain(yaml.SafeDumper):
    """Writes a value that stands in two places twice: anchors would be shorter and harder to read."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _overload(config: GatewayConfig) -> Message:
    """New connections are refused over the limit; with memory short, requests are, before the kernel kills us."""
    heap = extension(
        "envoy.resource_monitors.fixed_heap",
        f"{_MONITORS}.fixed_heap.v3.FixedHeapConfig",
        max_heap_size_bytes=config.max_heap_mb << 20,
    )
    connections = extension(
        "envoy.resource_monitors.global_downstream_max_connections",
        f"{_MONITORS}.downstream_connections.v3.DownstreamConnectionsConfig",
        max_active_downstream_connections=config.max_connections,
    )
    return {
        "refresh_interval": "0.25s",
        "resource_monitors": [heap, connections],
        "actions": [
            {"name": f"envoy.overload_actions.{action}", "triggers": [_heap_over(share)]}
            for action, share in (("shrink_heap", 0.9), ("stop_accepting_requests", 0.95))
        ],
    }


def _heap_over(share: float) -> Message:
    return {"name": "envoy.resource_monitors.fixed_heap", "threshold": {"value": share}}


def main(arguments: list[str]) -> None:
    """Writes the file, or the text to stdout."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path)
    out: Path | None = parser.parse_args(arguments).out
    text = render(GatewayConfig())
    if out:
        out.write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)


if __name__ == "__main__":
    main(sys.argv[1:])
