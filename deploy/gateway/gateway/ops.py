"""What may be known about the gateway inside the network: its metrics, and nothing else of its administration, which
could also end it."""

from gateway.config import GatewayConfig
from gateway.proto import Message, extension, http_filter

ADMIN = "admin"
_METRICS = {
    "match": {"path": "/metrics", "headers": [{"name": ":method", "string_match": {"exact": "GET"}}]},
    "route": {"cluster": ADMIN, "prefix_rewrite": "/stats/prometheus"},
}


def ops_listener(config: GatewayConfig) -> Message:
    """`GET /metrics`, on a port that nobody publishes: as every process of the system has it."""
    manager = extension(
        "http",
        "extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
        stat_prefix="ops",
        http_filters=[http_filter("router", "router.v3.Router")],
        route_config={"virtual_hosts": [{"name": "ops", "domains": ["*"], "routes": [_METRICS]}]},
    )
    return {
        "name": "ops",
        "address": {"socket_address": {"address": config.host, "port_value": config.ops_port}},
        "filter_chains": [{"filters": [manager]}],
    }
