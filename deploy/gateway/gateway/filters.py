"""The HTTP filters, in the order in which a request meets them (README.md says why this order)."""

from pathlib import Path

from gateway.config import GatewayConfig
from gateway.credentials import check_token, csrf, drop_other_credentials, swap_session
from gateway.headers import FOREIGN, of_every_answer
from gateway.limits import address_limit, body_limit, session_limit
from gateway.proto import Message, http_filter, typed

_TEXTS = ("application/json", "application/problem+json", "text/html", "text/css", "text/javascript", "image/svg+xml")


def chain(config: GatewayConfig) -> list[Message]:
    """All of them; routes switch some off by name."""
    return [
        _hygiene(config),
        _trace(),
        address_limit(config),
        drop_other_credentials(),
        csrf(config),
        _compressor(),
        swap_session(config),
        check_token(),
        session_limit(config),
        body_limit(),
        http_filter("router", "router.v3.Router", suppress_envoy_headers=True),
    ]


def _hygiene(config: GatewayConfig) -> Message:
    """First in, so last out: identities claimed by headers are dropped, every answer gets the security headers."""
    foreign: list[Message] = [{"remove_on_match": {"key_matcher": {"prefix": prefix}}} for prefix in FOREIGN]
    answers: list[Message] = [{"remove": "server"}, *({"append": one} for one in of_every_answer(config))]
    mutations = {"request_mutations": foreign, "response_mutations": answers}
    return http_filter("hygiene", "header_mutation.v3.HeaderMutation", mutations=mutations)


def _trace() -> Message:
    """A caller's W3C traceparent is kept; without one, or with a broken one, the request's id begins a trace.

    (Envoy's own tracer would do it too, but its ids can not be had for local replies.)
    """
    script = Path(__file__).with_name("trace.lua").read_text(encoding="utf-8")
    return http_filter("trace", "lua.v3.Lua", default_source_code={"inline_string": script})


def _compressor() -> Message:
    common = {"min_content_length": 1024, "content_type_matcher": [{"prefix": text} for text in _TEXTS]}
    gzip = typed("extensions.compression.gzip.compressor.v3.Gzip", compression_level="BEST_SPEED")
    return http_filter(
        "compressor",
        "compressor.v3.Compressor",
        response_direction_config={"common_config": common, "remove_accept_encoding_header": True},
        compressor_library={"name": "gzip", "typed_config": gzip},
    )
