"""The filters that find out who a request is, and whether it is his own."""

from gateway.config import GatewayConfig
from gateway.proto import Message, header_is, http_filter, skipped_when

PRINCIPAL = "principal"  # where check_token leaves the claims of the token
_BEARER = {"prefix": "Bearer "}
_KEYS = "http://identity/api/identity/v1/.well-known/jwks.json"


def drop_other_credentials() -> Message:
    """An Authorization that is not a Bearer token goes no further."""
    remove = {"request_mutations": [{"remove": "authorization"}]}
    inner = http_filter("drop_other_credentials", "header_mutation.v3.HeaderMutation", mutations=remove)
    return skipped_when(header_is("authorization", _BEARER), inner)


def csrf(config: GatewayConfig) -> Message:
    """A mutating call needs a Bearer token, or X-Portal and, if the browser names an Origin, one of ours."""
    safe = {"header": {"name": ":method", "string_match": {"safe_regex": {"regex": "GET|HEAD|OPTIONS"}}}}
    bearer = {"header": {"name": "authorization", "string_match": _BEARER}}
    portal = {"header": {"name": "x-portal", "string_match": {"exact": "1"}}}
    nowhere = {"header": {"name": "origin", "present_match": True, "invert_match": True}}
    ours = [{"header": {"name": "origin", "string_match": {"exact": origin}}} for origin in config.origins]
    from_us = {"and_rules": {"rules": [portal, {"or_rules": {"rules": [nowhere, *ours]}}]}}
    policy = {"permissions": [safe, bearer, from_us], "principals": [{"any": True}]}
    return http_filter("csrf", "rbac.v3.RBAC", rules={"action": "ALLOW", "policies": {"csrf": policy}})


def swap_session(config: GatewayConfig) -> Message:
    """A session's cookie becomes a JWT of a minute; without a cookie, or with a token, nobody is asked."""
    check = {
        "server_uri": {"uri": "http://identity", "cluster": "identity", "timeout": f"{config.swap_seconds}s"},
        "path_override": "/internal/session-check/gateway",
        "authorization_response": {"allowed_upstream_headers": {"patterns": [{"exact": "authorization"}]}},
    }
    inner = http_filter(
        "swap_session",
        "ext_authz.v3.ExtAuthz",
        transport_api_version="V3",
        http_service=check,
        allowed_headers={"patterns": [{"exact": "cookie"}, {"exact": "traceparent"}]},
        status_on_error={"code": "ServiceUnavailable"},
    )
    cookie = {"safe_regex": {"google_re2": {}, "regex": r"(.*[;,]\s*)?__Host-sid=.*"}}
    no_cookie = {"not_matcher": header_is("cookie", cookie)}
    return skipped_when({"or_matcher": {"predicate": [header_is("authorization", _BEARER), no_cookie]}}, inner)


def check_token() -> Message:
    """ES256 by identity's keys (it publishes no others); the services check again."""
    fetch = {
        "http_uri": {"uri": _KEYS, "cluster": "identity", "timeout": "2s"},
        "cache_duration": "5s",
        "async_fetch": {"fast_listener": True, "failed_refetch_duration": "1s"},
    }
    provider = {
        "issuer": "cabinet",
        "audiences": ["cabinet"],
        "require_expiration": True,
        "clock_skew_seconds": 5,
        "forward": True,
        "from_headers": [{"name": "authorization", "value_prefix": "Bearer "}],
        "payload_in_metadata": PRINCIPAL,
        "jwt_cache_config": {"jwt_cache_size": 1000},
        "remote_jwks": fetch,
    }
    signed = {"provider_name": "identity"}
    either = {"requires_any": {"requirements": [signed, {"allow_missing": {}}]}}
    return http_filter(
        "check_token",
        "jwt_authn.v3.JwtAuthentication",
        providers={"identity": provider},
        requirement_map={"signed": signed, "either": either},
    )
