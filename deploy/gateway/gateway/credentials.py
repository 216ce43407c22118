"""The filters that find out who a request is, and whether it is his own."""

from gateway.config import GatewayConfig
from gateway.proto import Message, header, header_is, http_filter, skipped_when

PRINCIPAL = "principal"  # where check_token leaves the claims of the token
_BEARER = {"prefix": "Bearer "}
_ACCESS_TOKEN = {"prefix": "Bearer cab_pat_"}  # opaque, unlike every other Bearer token
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
    """A session's cookie, or a personal access token, becomes a JWT of a minute; for a JWT, or where there is
    neither, nobody is asked. An access token that is no longer good stays as it is: `check_token` refuses it."""
    address = header("x-forwarded-for", "%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%")
    check = {
        "server_uri": {"uri": "http://identity", "cluster": "identity", "timeout": f"{config.swap_seconds}s"},
        "path_override": "/internal/session-check/gateway",
        "authorization_request": {"headers_to_add": [address["header"]]},
        "authorization_response": {"allowed_upstream_headers": {"patterns": [{"exact": "authorization"}]}},
    }
    inner = http_filter(
        "swap_session",
        "ext_authz.v3.ExtAuthz",
        transport_api_version="V3",
        http_service=check,
        allowed_headers={"patterns": [{"exact": name} for name in ("authorization", "cookie", "traceparent")]},
        status_on_error={"code": "ServiceUnavailable"},
    )
    cookie = {"safe_regex": {"google_re2": {}, "regex": r"(.*[;,]\s*)?__Host-sid=.*"}}
    no_cookie = {"not_matcher": header_is("cookie", cookie)}
    no_access_token = {"not_matcher": header_is("authorization", _ACCESS_TOKEN)}
    either = {"or_matcher": {"predicate": [header_is("authorization", _BEARER), no_cookie]}}
    return skipped_when({"and_matcher": {"predicate": [no_access_token, either]}}, inner)


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
