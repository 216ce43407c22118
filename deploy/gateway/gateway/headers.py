"""Headers that never come in, and headers that always go out."""

from gateway.config import GatewayConfig
from gateway.proto import Message, header
from gateway.routes import Who

FOREIGN = (
    *("x-user", "x-auth", "x-principal", "x-internal", "x-account", "x-session", "x-role", "x-scope", "x-remote-"),
    *("x-forwarded-user", "x-forwarded-email", "x-forwarded-groups", "x-forwarded-preferred", "x-forwarded-access"),
    *("x-forwarded-host", "x-forwarded-port", "x-forwarded-prefix", "x-forwarded-client", "forwarded", "x-real-ip"),
    *("x-client-", "x-original-", "x-rewrite-", "x-http-method", "x-method-override", "x-ms-client-", "remote-"),
    "x-envoy-",
)
"""Beginnings of names that some proxy or framework somewhere takes for an identity, an address or a route."""

TRACE_ID = "%DYNAMIC_METADATA(gateway:trace_id)%"
"""Where trace.lua leaves the trace's id."""

_STRICT = "default-src 'none'; base-uri 'none'; form-action 'self'; "
_CSP = {
    Who.PAGE: _STRICT + "script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; manifest-src 'self'; frame-ancestors 'none'",
    Who.MAIL: _STRICT + "style-src 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; frame-src 'self'; "
    "frame-ancestors 'self'",
}
_EVERYWHERE = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-frame-options": "DENY",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
}


def of_every_answer(config: GatewayConfig) -> list[Message]:
    """What every answer carries; the content policy is an API's."""
    https = {"strict-transport-security": "max-age=31536000; includeSubDomains"} if config.https else {}
    return [header(*pair) for pair in {**_EVERYWHERE, **https}.items()]


def of_kind(who: Who) -> list[Message]:
    """What a route's answers carry instead or besides."""
    if who not in _CSP:
        return [header("cache-control", "no-store", "ADD_IF_ABSENT")]
    frames = [header("x-frame-options", "SAMEORIGIN")] if who is Who.MAIL else []
    return [header("content-security-policy", _CSP[who]), *frames]
