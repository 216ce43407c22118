"""The parts behind the gateway."""

from ipaddress import ip_address

from gateway.config import GatewayConfig
from gateway.ops import ADMIN
from gateway.proto import Message, typed

_PROTOCOL = "extensions.upstreams.http.v3.HttpProtocolOptions"


def clusters(config: GatewayConfig) -> list[Message]:
    """One cluster per upstream, under the upstream's own name; our own administration where its metrics are asked."""
    upstreams = config.upstreams | ({ADMIN: f"127.0.0.1:{config.admin_port}"} if config.ops_port else {})
    return [_cluster(name, *address.rsplit(":", 1)) for name, address in upstreams.items()]


def _cluster(name: str, host: str, port: str) -> Message:
    endpoint = {"endpoint": {"address": {"socket_address": {"address": host, "port_value": int(port)}}}}
    bounds = {"max_connections": 256, "max_pending_requests": 512, "max_requests": 1024}
    # Shorter than the upstreams' own keep-alive (uvicorn: 5 s), so that no connection is used while it is closed.
    idle = {"idle_timeout": "4s"}
    http1: Message = {"http_protocol_options": {}}
    protocol = typed(_PROTOCOL, common_http_protocol_options=idle, explicit_http_config=http1)
    return {
        "name": name,
        "type": "STATIC" if _is_ip(host) else "STRICT_DNS",
        "connect_timeout": "1s",
        "load_assignment": {"cluster_name": name, "endpoints": [{"lb_endpoints": [endpoint]}]},
        "circuit_breakers": {"thresholds": [bounds]},
        "typed_extension_protocol_options": {f"envoy.{_PROTOCOL}": protocol},
    }


def _is_ip(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
