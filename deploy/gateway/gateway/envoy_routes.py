"""Rows of the table as Envoy's routes."""

import re

from gateway.config import GatewayConfig
from gateway.headers import of_kind
from gateway.proto import Message, header, typed
from gateway.routes import Route, Who, table

_FILTERS = "extensions.filters.http"
_NO_IDENTITY = ("swap_session", "check_token", "session_limit")
_SWITCHED_OFF = {
    Who.PAGE: ("csrf", *_NO_IDENTITY),
    Who.MAIL: ("csrf", *_NO_IDENTITY),
    Who.OPEN: _NO_IDENTITY,
    Who.CLIENT: ("csrf", "drop_other_credentials", *_NO_IDENTITY),
    Who.EITHER: (),
    Who.SIGNED: (),
    Who.CLOSED: ("csrf", *_NO_IDENTITY),
}


def route_config(config: GatewayConfig) -> Message:
    """The whole table; Host plays no part, and the client's own list of addresses goes no further."""
    host = {
        "name": "all",
        "domains": ["*"],
        "request_headers_to_add": [header("x-forwarded-for", "%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%")],
        "routes": [_route(row, config) for row in table()],
    }
    return {"name": "table", "virtual_hosts": [host]}


def _route(row: Route, config: GatewayConfig) -> Message:
    common = {
        "name": row.path,
        "match": _match(row.path),
        "metadata": {"filter_metadata": {"gateway": {"rate": row.rate}}},
        "typed_per_filter_config": _per_filter(row),
    }
    if row.to not in config.upstreams:  # closed, or a part that does not run here
        return {**common, "direct_response": {"status": 404}}
    # Cookies are identity's alone: the others know people by their tokens.
    dropped = [] if row.to == "identity" else ["cookie"]
    return {**common, "route": _action(row, config), "request_headers_to_remove": dropped}


def _match(path: str) -> Message:
    if path.endswith("/"):
        return {"prefix": path}
    if "*" in path:
        return {"safe_regex": {"regex": re.escape(path).replace(r"\*", "[^/]+")}}
    return {"path": path}


def _action(row: Route, config: GatewayConfig) -> Message:
    return {
        "cluster": row.to,
        "timeout": f"{row.seconds}s",
        "host_rewrite_literal": config.public_host,
        # Only where the request has certainly not been begun.
        "retry_policy": {"retry_on": "connect-failure,refused-stream", "num_retries": 1},
    }


def _per_filter(row: Route) -> Message:
    off = typed("config.route.v3.FilterConfig", disabled=True, config={})
    answers = {"response_mutations": [{"append": one} for one in of_kind(row.who)]}
    settings = {
        "hygiene": typed(f"{_FILTERS}.header_mutation.v3.HeaderMutationPerRoute", mutations=answers),
        "body_limit": typed(f"{_FILTERS}.buffer.v3.BufferPerRoute", buffer={"max_request_bytes": row.body}),
        **dict.fromkeys(_SWITCHED_OFF[row.who], off),
    }
    if row.who in (Who.EITHER, Who.SIGNED):
        settings["check_token"] = typed(f"{_FILTERS}.jwt_authn.v3.PerRouteConfig", requirement_name=row.who.value)
    return settings
