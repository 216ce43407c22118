"""The filters that hold how often and how much."""

from gateway.config import GatewayConfig, Rate
from gateway.credentials import PRINCIPAL
from gateway.proto import Message, http_filter

_ALWAYS = {"default_value": {"numerator": 100, "denominator": "HUNDRED"}}
_BUCKETS = 20_000  # addresses or sessions remembered at once; the one not seen for longest is forgotten


def address_limit(config: GatewayConfig) -> Message:
    """One bucket per class of routes and address; a household's whole IPv6 network counts as one address."""
    networks = {"masked_remote_address": {"v4_prefix_mask_len": 32, "v6_prefix_mask_len": 64}}
    buckets = [
        _bucket([{"key": "class", "value": name}, {"key": "masked_remote_address"}], config.rate(name))
        for name in config.address_rates
    ]
    by_class = _metadata("class", "ROUTE_ENTRY", "gateway", "rate")
    return _rate_limit("address_limit", [[by_class, networks]], buckets)


def session_limit(config: GatewayConfig) -> Message:
    """By the session, or the personal access token, named in a verified token; internal systems have neither and are
    held by address alone."""
    behind = {"session": "sid", "access_token": "pat"}
    actions = [
        [_metadata(name, "DYNAMIC", "envoy.filters.http.jwt_authn", PRINCIPAL, claim)] for name, claim in behind.items()
    ]
    return _rate_limit("session_limit", actions, [_bucket([{"key": name}], config.session_rate) for name in behind])


def body_limit() -> Message:
    """Holds a body back until it is whole: no upstream waits for a slow sender. Each route has its own size."""
    return http_filter("body_limit", "buffer.v3.Buffer", max_request_bytes=1)


def _metadata(name: str, source: str, key: str, *path: str) -> Message:
    place = {"key": key, "path": [{"key": step} for step in path]}
    return {"metadata": {"descriptor_key": name, "source": source, "metadata_key": place}}


def _bucket(entries: list[dict[str, str]], rate: Rate) -> Message:
    """A bucket for each combination of the entries' values; an entry without a value stands for any."""
    bucket = {"max_tokens": rate.burst, "tokens_per_fill": rate.per_minute, "fill_interval": "60s"}
    return {"entries": entries, "token_bucket": bucket}


def _rate_limit(name: str, actions: list[list[Message]], buckets: list[Message]) -> Message:
    """Each list of actions that all find their value takes from one bucket."""
    return http_filter(
        name,
        "local_ratelimit.v3.LocalRateLimit",
        stat_prefix=name,
        filter_enabled=_ALWAYS,
        filter_enforced=_ALWAYS,
        always_consume_default_token_bucket=False,
        max_dynamic_descriptors=_BUCKETS,
        rate_limits=[{"actions": together} for together in actions],
        descriptors=buckets,
    )
