"""Spans to an OTLP endpoint, where one is configured; the SDK is not even imported otherwise."""

from collections.abc import Callable


def export_spans(service: str, endpoint: str) -> Callable[[], None]:
    """Send FastAPI's own request spans to `endpoint` (OTLP over HTTP); returns what flushes and stops."""
    from opentelemetry import trace  # noqa: PLC0415 - 150 ms that only those pay who want spans
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415
    from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
    from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
    from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415

    provider = TracerProvider(resource=Resource.create({"service.name": service}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=endpoint)))
    trace.set_tracer_provider(provider)
    return provider.shutdown
