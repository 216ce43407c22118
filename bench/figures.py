"""The figures: what each measures, in which unit, and what it must reach."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from bench.charges_feed import ChargesFeed
from bench.charges_million import ChargesMillion
from bench.consumer_batch import ConsumerBatch
from bench.event_latency import EventLatency
from bench.gateway_cpu import GatewayCpu
from bench.half_hours import YearOfHalfHours
from bench.home_summary import HomeSummary
from bench.login import Login, LoginInside
from bench.reading_files import Import500, ImportCheck10k
from bench.reading_submission import ReadingSubmission
from bench.reading_to_billing import ReadingToBilling
from bench.register_smtp import RegisterSmtp
from bench.relay_drain import RelayDrain
from bench.writer_with_relay import WriterWithRelay


class Measure(Protocol):
    """Takes one round at a time: (ours, the raw baseline)."""

    def one_round(self) -> tuple[float, float]: ...


def _nothing_more(_: Any) -> Mapping[str, float]:
    return {}


@dataclass(frozen=True)
class Figure:
    """A figure; `details` are what a measure knows beyond the two numbers of its rounds."""

    name: str
    what: str
    unit: str
    target: str
    holds: Callable[[Mapping[str, Any]], bool]
    make: Callable[[Any], Measure]
    details: Callable[[Any], Mapping[str, float]] = _nothing_more


OF_PARTS = (
    Figure(
        "relay_drain",
        "the relay empties a backlog of 20,000; bare aiokafka `send()` of the same bytes",
        "events/s",
        "ratio ≥ 0.7",
        lambda result: result["ratio"] >= 0.7,
        RelayDrain,
    ),
    Figure(
        "event_latency",
        "commit to handler at 200 events/s, p99; bare producer to consumer",
        "ms",
        "p50 ≤ 40, p99 ≤ 80",
        lambda result: result["p50"] <= 40 and result["p99"] <= 80,
        EventLatency,
        EventLatency.details,
    ),
    Figure(
        "writer_with_relay",
        "transactions that publish while the relay runs; without it",
        "tx/s",
        "ratio ≥ 0.9",
        lambda result: result["ratio"] >= 0.9,
        WriterWithRelay,
    ),
    Figure(
        "consumer_batch",
        "a batch handler behind the inbox, from Kafka; a bare `INSERT .. unnest` of the same rows",
        "rows/s",
        "ratio ≥ 0.35, ≥ 15 times one by one",
        lambda result: result["ratio"] >= 0.35 and result["times_one_by_one"] >= 15,
        ConsumerBatch,
        ConsumerBatch.details,
    ),
    Figure(
        "charges_feed",
        "the supplier's charges from Kafka into accounts, balances exact; a bare `INSERT .. unnest(500)` of the same "
        "rows: charges, entries of the ledger, events",
        "charges/s",
        "ratio ≥ 0.25",
        lambda result: result["ratio"] >= 0.25,
        ChargesFeed,
        ChargesFeed.details,
    ),
)
"""Figures of services' inner parts: they need a database and a broker."""

OF_THE_STACK = (
    Figure(
        "gateway_cpu",
        "CPU of a signed-in GET through the gateway; straight to the service",
        "ms",
        "ratio ≤ 2.5",
        lambda result: result["ratio"] <= 2.5,
        GatewayCpu,
    ),
    Figure(
        "login",
        "logins; argon2 alone on every core",
        "1/s",
        "ratio ≥ 0.7",
        lambda result: result["ratio"] >= 0.7,
        Login,
    ),
    Figure(
        "login_inside",
        "p99 of who is inside while many sign in; the same when nobody does",
        "ms",
        "ratio ≤ 3",
        lambda result: result["ratio"] <= 3,
        LoginInside,
    ),
    Figure(
        "register_smtp",
        "a registration with a mail server that hangs; with one that is well",
        "ms",
        "ratio ≤ 1.1",
        lambda result: result["ratio"] <= 1.1,
        RegisterSmtp,
    ),
    Figure(
        "reading_submission",
        "readings taken through the service, 16 at a time; the bare transaction that writes the same two rows",
        "1/s",
        "ratio ≥ 0.18",
        lambda result: result["ratio"] >= 0.18,
        ReadingSubmission,
    ),
    Figure(
        "reading_to_billing",
        "a reading from its answer to a consumer like billing's, at half the rate, p99; the answers themselves, p99",
        "ms",
        "p50 ≤ 80, p99 ≤ 250",
        lambda result: result["p50"] <= 80 and result["p99"] <= 250,
        ReadingToBilling,
        ReadingToBilling.details,
    ),
    Figure(
        "import_500",
        "a sheet of 500 meters from its upload until it is written; the same rows in one bare transaction",
        "s",
        "≤ 5",
        lambda result: result["value"] <= 5,
        Import500,
    ),
    Figure(
        "import_check_10k",
        "a sheet of 10,002 rows from its upload until it is checked; the bare reading of the file",
        "s",
        "≤ 3, waits ≤ 50 ms, ≤ 64 MB more",
        lambda result: (
            result["value"] <= 3
            and result["worst_wait_upload_ms"] <= 50
            and result["worst_wait_template_ms"] <= 50
            and result["grown_mb"] <= 64
        ),
        ImportCheck10k,
        ImportCheck10k.details,
    ),
    Figure(
        "year_of_half_hours",
        "a year of half-hours of one meter by the hour; the query of its rows",
        "ms",
        "≤ 150",
        lambda result: result["value"] <= 150,
        YearOfHalfHours,
    ),
    Figure(
        "home_summary",
        "«Главная» of ten contracts through the service, 16 at a time; its query alone",
        "1/s",
        "ratio ≥ 0.10",
        lambda result: result["ratio"] >= 0.10,
        HomeSummary,
    ),
)
"""Figures of the whole system."""

ON_DEMAND = (
    Figure(
        "charges_million",
        "a million charges from Kafka into accounts by two workers, then the same again; filling the topic with them",
        "s",
        "≤ 180, ≤ 64 MB more",
        lambda result: result["value"] <= 180 and result["grown_mb"] <= 64 and result["charges"] >= 1_000_000,
        ChargesMillion,
        ChargesMillion.details,
    ),
)
"""Figures that are only measured when they are named, once: they take minutes. They need what `OF_PARTS` need."""
