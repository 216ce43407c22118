"""The public listener: how a request may look, how long it may take, what is logged of it."""

from gateway.config import GatewayConfig
from gateway.envoy_routes import route_config
from gateway.filters import chain
from gateway.headers import TRACE_ID
from gateway.proto import Message, extension
from gateway.replies import local_reply_config

# A route's name stands for the path: paths hold contract numbers and links' tokens. No address, no query, no cookie.
_LOG_LINE = {
    "ts": "%START_TIME%",
    "service": "gateway",
    "route": "%ROUTE_NAME%",
    "method": "%REQ(:METHOD)%",
    "status": "%RESPONSE_CODE%",
    "details": "%RESPONSE_CODE_DETAILS%",
    "flags": "%RESPONSE_FLAGS%",
    "upstream": "%UPSTREAM_CLUSTER%",
    "duration_ms": "%DURATION%",
    "bytes_in": "%BYTES_RECEIVED%",
    "bytes_out": "%BYTES_SENT%",
    "protocol": "%PROTOCOL%",
    "request_id": "%REQ(X-REQUEST-ID)%",
    "trace_id": TRACE_ID,
}


def listener(config: GatewayConfig) -> Message:
    """Everything that comes in."""
    kind = "extensions.filters.network.http_connection_manager.v3.HttpConnectionManager"
    manager = extension("http", kind, **_connection_manager(config))
    return {
        "name": "public",
        "address": {"socket_address": {"address": config.host, "port_value": config.port}},
        "per_connection_buffer_limit_bytes": 64 << 10,
        "filter_chains": [{"filters": [manager]}],
    }


def _connection_manager(config: GatewayConfig) -> Message:
    return {
        "stat_prefix": "public",
        **_caller(config),
        **_shape(),
        "server_header_transformation": "PASS_THROUGH",
        "access_log": _access_log(config),
        "local_reply_config": local_reply_config(config),
        "http_filters": chain(config),
        "route_config": route_config(config),
    }


def _caller(config: GatewayConfig) -> Message:
    return {
        "use_remote_address": True,
        "xff_num_trusted_hops": config.trusted_proxies,
        # Nobody is trusted for where he calls from. (An empty list would mean the private networks.)
        "internal_address_config": {"cidr_ranges": [{"address_prefix": "255.255.255.255", "prefix_len": 32}]},
        "always_set_request_id_in_response": True,
    }


def _shape() -> Message:
    return {
        "normalize_path": True,
        "merge_slashes": True,
        "path_with_escaped_slashes_action": "REJECT_REQUEST",
        "max_request_headers_kb": 32,
        "request_headers_timeout": "10s",
        "request_timeout": "120s",
        "stream_idle_timeout": "75s",
        "common_http_protocol_options": {
            "idle_timeout": "75s",
            "max_headers_count": 100,
            "headers_with_underscores_action": "DROP_HEADER",
        },
        "http2_protocol_options": {
            "max_concurrent_streams": 100,
            "initial_stream_window_size": 256 << 10,
            "initial_connection_window_size": 1 << 20,
        },
    }


def _access_log(config: GatewayConfig) -> list[Message]:
    if config.access_log is None:
        return []
    kind = "extensions.access_loggers.file.v3.FileAccessLog"
    return [extension("file", kind, path=str(config.access_log), log_format={"json_format": _LOG_LINE})]
