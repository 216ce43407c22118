"""A real database, a real mail server, and a send loop between them."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from chassis.database import Database
from chassis.migrate import run_migrations
from events import Event, Router
from events.testing import deliver
from localrun.testing import RunningMailbox, RunningPostgres
from notifier.clients.smtp import SmtpMailer, SmtpServer
from notifier.consumers import build_router
from notifier.domain.backoff import RetryPolicy
from notifier.domain.letters import CONFIRM_EMAIL, LinkGrant
from notifier.domain.news import Manner
from notifier.settings import Settings
from notifier.storage.models import Base, Delivery
from notifier.usecases.compose_letter import Composer
from notifier.usecases.queue_letter import NewLetter, queue_letter
from notifier.usecases.send_letters import Pace, SendLoop
from sqlalchemy import select, text

SERVICE = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def live_settings(postgres: RunningPostgres, mailbox: RunningMailbox) -> Settings:
    url = postgres.create_database("notifier_tests")
    run_migrations(url, SERVICE / "migrations")
    return Settings(database_url=url, smtp_url=mailbox.smtp_url, public_url="https://lk.example")


@pytest.fixture(scope="session")
async def database(live_settings: Settings) -> AsyncIterator[Database]:
    database = Database(live_settings)
    yield database
    await database.dispose()


@pytest.fixture(autouse=True)
async def _clean(database: Database, mailbox: RunningMailbox) -> None:
    tables = [*(Base.metadata.tables.keys() - {"operator_actions"}), "outbox", "inbox"]  # that one is append-only
    async with database.session() as session:
        await session.execute(text(f"TRUNCATE {', '.join(tables)}"))
    mailbox.heal()
    mailbox.clear()


@pytest.fixture(scope="session")
def router() -> Router:
    """The handlers; news of contracts do not wait for more."""
    return build_router(Manner(news_for=timedelta(days=31), quiet=timedelta(0), longest=timedelta(0)))


@pytest.fixture
def happen(database: Database, router: Router) -> Callable[..., Awaitable[list[tuple[str, str]]]]:
    """Deliver events, each in its own transaction; the letters then queued, as (kind, address)."""

    async def events_happen(*events: Event, router: Router = router) -> list[tuple[str, str]]:
        for event in events:
            async with database.session() as session:
                await deliver(session, router, event)
        async with database.session() as session:
            rows = await session.scalars(select(Delivery).order_by(Delivery.id))
            return [(row.kind, row.email) for row in rows]

    return events_happen


@pytest.fixture
def queue(database: Database) -> Callable[..., Awaitable[UUID]]:
    """Queue a confirmation letter; its delivery's id."""

    async def queue_one(email: str = "info@test.ru", *, expires_in: float = 3600, **columns: Any) -> UUID:
        event_id = uuid4()
        new: dict[str, Any] = {
            "letter": CONFIRM_EMAIL,
            "email": email,
            "source_event_id": event_id,
            "user_id": uuid4(),
            "link": LinkGrant(uuid4(), datetime.now(UTC) + timedelta(seconds=expires_in)),
        }
        async with database.session() as session:
            await queue_letter(session, NewLetter(**(new | columns)))
            found = select(Delivery.id).where(Delivery.source_event_id == (new | columns)["source_event_id"])
            return (await session.scalars(found)).one()

    return queue_one


@pytest.fixture
def delivery(database: Database) -> Callable[[UUID], Awaitable[Delivery]]:
    """The delivery as it is now."""

    async def read(delivery_id: UUID) -> Delivery:
        async with database.session() as session:
            return await session.get_one(Delivery, delivery_id)

    return read


@pytest.fixture
def sending(live_settings: Settings) -> Callable[..., AbstractAsyncContextManager[SendLoop]]:
    """Run a send loop for the length of a block."""

    @asynccontextmanager
    async def run_loop(
        *,
        retry_first: float = 0.2,
        reply_timeout: float = 5,
        smtp_url: str | None = None,
        **pace: Any,
    ) -> AsyncIterator[SendLoop]:
        mailer = SmtpMailer(
            SmtpServer.parse(smtp_url or live_settings.smtp_url), reply_timeout=reply_timeout, letter_timeout=10
        )
        policy = RetryPolicy(first=timedelta(seconds=retry_first))
        own = Database(live_settings)
        loop = SendLoop(own, mailer, Composer(live_settings), policy, Pace(**({"longest_pause": 0.5} | pace)))
        stop = asyncio.Event()
        running = asyncio.create_task(loop.run(stop))
        try:
            yield loop
        finally:
            stop.set()
            await running
            await own.dispose()

    return run_loop


@pytest.fixture(scope="session")
def eventually() -> Callable[..., Awaitable[Any]]:
    """Wait until a coroutine function gives something true; its answer."""

    async def wait(fact: Callable[[], Awaitable[Any]], seconds: float = 30) -> Any:
        deadline = time.monotonic() + seconds
        while not (answer := await fact()):
            assert time.monotonic() < deadline, f"not within {seconds} s"
            await asyncio.sleep(0.02)
        return answer

    return wait


@pytest.fixture
def settled(
    delivery: Callable[[UUID], Awaitable[Delivery]], eventually: Callable[..., Awaitable[Any]]
) -> Callable[..., Awaitable[Delivery]]:
    """Wait until the delivery is final."""

    async def wait(delivery_id: UUID, seconds: float = 30) -> Delivery:
        async def final() -> Delivery | None:
            row = await delivery(delivery_id)
            return row if row.finished_at else None

        found: Delivery = await eventually(final, seconds)
        return found

    return wait
