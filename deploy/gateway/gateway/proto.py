"""Envoy is configured by protocol buffers written as YAML: these are the shapes that come again and again."""

from typing import Any

Message = dict[str, Any]


def typed(kind: str, **fields: Any) -> Message:
    """A message that names its own type, `kind` without the prefix that all of Envoy's types share."""
    return {"@type": f"type.googleapis.com/envoy.{kind}", **fields}


def extension(name: str, kind: str, **fields: Any) -> Message:
    """Such a message under a name."""
    return {"name": name, "typed_config": typed(kind, **fields)}


def http_filter(name: str, kind: str, **fields: Any) -> Message:
    """A filter of the chain; routes switch it off, or set it otherwise, by `name`."""
    return extension(name, f"extensions.filters.http.{kind}", **fields)


def header(name: str, value: str, action: str = "OVERWRITE_IF_EXISTS_OR_ADD") -> Message:
    """One header to send."""
    return {"header": {"key": name, "value": value}, "append_action": action}


def header_is(name: str, value: Message) -> Message:
    """A predicate over one request header; false when it is absent."""
    source = extension(name, "type.matcher.v3.HttpRequestHeaderMatchInput", header_name=name)
    return {"single_predicate": {"input": source, "value_match": value}}


def skipped_when(predicate: Message, inner: Message) -> Message:
    """The filter `inner`, but not for requests of which `predicate` is true."""
    skip = {"action": extension("skip", "extensions.filters.common.matcher.action.v3.SkipFilter")}
    matcher = {"matcher_list": {"matchers": [{"predicate": predicate, "on_match": skip}]}}
    kind = "extensions.common.matching.v3.ExtensionWithMatcher"
    return extension(inner["name"], kind, extension_config=inner, xds_matcher=matcher)
