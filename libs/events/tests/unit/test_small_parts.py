"""Catalogue, router, stages, shards, settings, failures, and how fast the library starts."""

import asyncio
import socket
import subprocess
import sys
from collections.abc import Sequence
from uuid import uuid4

import pytest
from events import CATALOGUE, Event, KafkaSettings, Router, kafka_limits
from events.broker import BrokerError
from events.codec import Record
from events.failures import describe, is_infrastructure
from events.incoming import Handled
from events.outbox import shard_of
from events.schemas.identity import EmailConfirmed, PasswordChanged, UserEvent
from events.stages import plan
from events.waiting import backoff
from pydantic import SecretStr, ValidationError
from sqlalchemy.exc import DBAPIError


def test_every_topic_of_the_public_contract_is_in_the_catalogue() -> None:
    assert set(CATALOGUE.topics) == {
        "identity.users.v1",
        "identity.exports.v1",
        "identity.export-parts.v1",
        "contracts.registry.v1",
        "contracts.bindings.v1",
        "metering.readings.v1",
        "billing.accounts.v1",
        "notifier.deliveries.v1",
        "supplier.registry.v1",
        "supplier.billing.v1",
        "supplier.readings.v1",
    }
    assert all(topic.partitions >= 12 for topic in CATALOGUE.topics.values())


def test_an_event_has_one_topic_and_a_base_has_none() -> None:
    assert CATALOGUE.topic_of(EmailConfirmed).name == "identity.users.v1"
    with pytest.raises(LookupError):
        CATALOGUE.topic_of(UserEvent)
    names = [(event.type_name(), event.version) for event in CATALOGUE.events]
    assert len(names) == len(set(names))


def test_an_event_is_immutable_and_knows_its_fields() -> None:
    event = EmailConfirmed(user_id=uuid4(), email="a@test.ru")
    with pytest.raises(ValidationError):
        setattr(event, "email", "b@test.ru")  # noqa: B010 - mypy knows better
    with pytest.raises(ValidationError):
        EmailConfirmed(user_id=uuid4(), email="a@test.ru", colour="red")  # type: ignore[call-arg]


def test_a_router_has_one_handler_for_an_event() -> None:
    main, other = Router("service"), Router()

    @other.on(EmailConfirmed)
    async def handle(session: object, event: EmailConfirmed) -> None: ...

    main.include(other)
    assert main.topics == ["identity.users.v1"]
    with pytest.raises(ValueError, match="has a handler already"):
        main.include(other)


def test_shards_are_stable_and_even() -> None:
    assert shard_of("78078078078000") == 7
    counts = [0] * 8
    for number in range(8000):
        counts[shard_of(f"{number:014}")] += 1
    assert min(counts) > 800


def stages_of(*what: tuple[type[Event], str]) -> list[tuple[str, str]]:
    router = Router("test")

    @router.on_batch(EmailConfirmed)
    async def confirmed(session: object, events: Sequence[EmailConfirmed]) -> None: ...

    @router.on(PasswordChanged)
    async def changed(session: object, event: PasswordChanged) -> None: ...

    items = []
    for offset, (event_class, key) in enumerate(what):
        record = Record("identity.users.v1", 0, offset, key.encode(), b"")
        items.append(Handled(record, key, event_class.model_construct(), router.subscriptions[event_class]))
    return [
        (stage.subscription.event.type_name()[:5], " ".join(f"{i.key}{i.record.offset}" for i in stage.records))
        for stage in plan(items)
    ]


def test_stages_are_few_and_keep_the_order_of_each_key() -> None:
    a, b = EmailConfirmed, PasswordChanged
    assert stages_of((a, "x"), (b, "y"), (a, "z"), (b, "w")) == [("Email", "x0 z2"), ("Passw", "y1 w3")]
    assert stages_of((a, "x"), (b, "x"), (a, "x"), (a, "y")) == [("Email", "x0 y3"), ("Passw", "x1"), ("Email", "x2")]
    assert stages_of((b, "x"), (a, "y"), (b, "y"), (a, "x")) == [("Passw", "x0"), ("Email", "y1 x3"), ("Passw", "y2")]


def test_settings_for_a_cluster_with_users_and_certificates() -> None:
    settings = KafkaSettings(
        bootstrap_servers="kafka:9093",
        security_protocol="SASL_SSL",
        sasl_username="contracts",
        sasl_password=SecretStr("secret"),
    )
    options = settings.client_options()
    assert (options["sasl_mechanism"], options["sasl_plain_password"]) == ("SCRAM-SHA-512", "secret")
    assert options["ssl_context"].check_hostname
    assert "secret" not in repr(settings)
    assert "sasl_mechanism" not in KafkaSettings(bootstrap_servers="kafka:9092").client_options()


def test_whose_fault_it_is() -> None:
    blameless: list[Exception] = [BrokerError(), ConnectionRefusedError(), TimeoutError(), OSError(), socket.gaierror()]
    assert all(map(is_infrastructure, blameless))
    guilty: list[Exception] = [ValueError(), FileNotFoundError(), KeyError()]
    assert not any(map(is_infrastructure, guilty))


class _PostgresError(Exception):
    def __init__(self, sqlstate: str) -> None:
        super().__init__("duplicate key\nDETAIL: Key (email)=(ivanova@test.ru)")
        self.sqlstate = sqlstate


@pytest.mark.parametrize(
    ("sqlstate", "infrastructure"),
    [("57P01", True), ("08006", True), ("53300", True), ("23505", False), ("40P01", False), ("57014", False)],
)
def test_whose_fault_a_sqlstate_is(sqlstate: str, infrastructure: bool) -> None:
    error = DBAPIError("INSERT", {"email": "ivanova@test.ru"}, _PostgresError(sqlstate))
    assert is_infrastructure(error) is infrastructure
    assert describe(error) == "DBAPIError: duplicate key"


def test_backoff_grows_to_its_limit() -> None:
    assert [backoff(attempt) for attempt in (1, 2, 3, 30, 30_000)] == [0.1, 0.2, 0.4, 5.0, 5.0]


def test_a_process_starts_without_what_it_does_not_need() -> None:
    code = "import events, sys; print(sorted({name.partition('.')[0] for name in sys.modules}))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True).stdout
    for heavy in ("opentelemetry", "fastapi", "jsonschema", "chassis"):
        assert f"'{heavy}'" not in loaded


class StubbornClient:
    """Ends as aiokafka's clients do while the broker is away: after so many cancellations."""

    def __init__(self, cancellations: int) -> None:
        self._left = cancellations
        self.released = asyncio.Event()

    async def stop(self) -> None:
        while self._left and not self.released.is_set():
            try:
                await self.released.wait()
            except asyncio.CancelledError:
                self._left -= 1


async def test_a_client_that_swallows_cancellations_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kafka_limits, "CLOSE_SECONDS", 0.1)
    await kafka_limits.ended(StubbornClient(3).stop(), "client")


async def test_a_client_that_does_not_end_is_no_failure_of_the_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kafka_limits, "CLOSE_SECONDS", 0.1)
    client = StubbornClient(100)

    with pytest.raises(kafka_limits.ClientStuckError) as stuck:
        await kafka_limits.ended(client.stop(), "client")

    assert not is_infrastructure(stuck.value), "so the process ends"
    client.released.set()
