"""Spans to an OTLP endpoint, where one is configured; the SDK is not even imported otherwise.

Which traces are exported is decided by their ids, so every process decides alike without being told, and a trace is
exported whole or not at all.
"""

from collections.abc import Callable, Mapping
from typing import Protocol, TypeAlias

from chassis.settings import ServiceSettings

_LOW_HALF = 2**64 - 1


class Span(Protocol):
    """A piece of work that has ended, as `events.tracing` tells it."""

    @property
    def name(self) -> str: ...  # noqa: D102 - what OpenTelemetry calls so
    @property
    def kind(self) -> str: ...  # noqa: D102
    @property
    def traceparent(self) -> str: ...  # noqa: D102
    @property
    def parent(self) -> str | None: ...  # noqa: D102
    @property
    def begun(self) -> int: ...  # noqa: D102
    @property
    def ended(self) -> int: ...  # noqa: D102
    @property
    def attributes(self) -> Mapping[str, str]: ...  # noqa: D102
    @property
    def error(self) -> str | None: ...  # noqa: D102


Report: TypeAlias = Callable[[Callable[[Span], None]], None]
"""`events.tracing.report_spans`: takes who wants to be told of spans."""


def is_sampled(traceparent: str, ratio: float) -> bool:
    """Whether this trace is one of the `ratio` that are exported, and its caller did not say no."""
    _, trace, _, flags = traceparent.split("-")
    return bool(int(flags, 16) & 1) and int(trace, 16) & _LOW_HALF < round(ratio * (_LOW_HALF + 1))


def export_spans(service: str, process: str, settings: ServiceSettings, report: Report | None) -> Callable[[], None]:
    """Send FastAPI's spans of requests and those that `report` tells of (OTLP over HTTP); returns what flushes and
    stops. Nothing where no endpoint is set."""
    if settings.otlp_endpoint is None:
        return lambda: None
    from opentelemetry import trace  # noqa: PLC0415 - 150 ms that only those pay who want spans
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415
    from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
    from opentelemetry.sdk.trace import ReadableSpan, TracerProvider  # noqa: PLC0415
    from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415
    from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased  # noqa: PLC0415
    from opentelemetry.trace import SpanContext, SpanKind, Status, StatusCode, TraceFlags  # noqa: PLC0415

    ratio = settings.trace_ratio
    resource = Resource.create({"service.name": service, "cabinet.process": process})
    processor = BatchSpanProcessor(OTLPSpanExporter(endpoint=settings.otlp_endpoint))
    by_id = TraceIdRatioBased(ratio)
    sampler = ParentBased(by_id, remote_parent_sampled=by_id)
    provider = TracerProvider(resource=resource, sampler=sampler)
    provider.add_span_processor(processor)
    trace.set_tracer_provider(provider)

    def context(traceparent: str) -> SpanContext:
        _, trace_id, span_id, flags = traceparent.split("-")
        return SpanContext(int(trace_id, 16), int(span_id, 16), is_remote=True, trace_flags=TraceFlags(int(flags, 16)))

    def export(span: Span) -> None:
        if is_sampled(span.traceparent, ratio):
            processor.on_end(
                ReadableSpan(
                    span.name,
                    context(span.traceparent),
                    context(span.parent) if span.parent else None,
                    resource,
                    {f"cabinet.{name}": value for name, value in span.attributes.items()},
                    kind=SpanKind[span.kind.upper()],
                    status=Status(StatusCode.ERROR, span.error) if span.error else Status(),
                    start_time=span.begun,
                    end_time=span.ended,
                )
            )

    if report is not None:
        report(export)
    return provider.shutdown
