"""What Prometheus reads of every process, in the default registry."""

from collections.abc import Iterator
from typing import Final

from prometheus_client import REGISTRY, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector, CollectorRegistry
from sqlalchemy.pool import QueuePool

from chassis.database import Database

REQUESTS: Final = Counter("http_requests_total", "Answers by route template", ["method", "route", "status"])
DURATION: Final = Histogram(
    "http_request_duration_seconds",
    "Time to the end of the answer",
    ["method", "route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
READY: Final = Gauge("process_ready_check", "1 while this part of the process' readiness is well", ["check"])
IN_FLIGHT: Final = Gauge("http_requests_in_flight", "Requests being answered now")


class PoolCollector(Collector):
    """Connections of the database pool, read when asked."""

    def __init__(self, database: Database) -> None:
        self._pool = database.engine.pool

    def collect(self) -> Iterator[Metric]:
        """In use and idle, by state."""
        family = GaugeMetricFamily("db_pool_connections", "Connections of the pool", labels=["state"])
        if isinstance(self._pool, QueuePool):
            family.add_metric(["in_use"], self._pool.checkedout())
            family.add_metric(["idle"], self._pool.checkedin())
        yield family


def render(registry: CollectorRegistry = REGISTRY) -> bytes:
    """The exposition format, version 0.0.4."""
    return generate_latest(registry)
