"""What an operator asks of a service's event tables: how things stand, and where one event is."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from events.lag import FRESH
from events.tables import consumer_lag, inbox, outbox, outbox_parked, parked_keys, parked_records


class _Answer(BaseModel):
    model_config = ConfigDict(from_attributes=True, frozen=True)


class OutboxState(_Answer):
    """What waits to be published; `parked` rows can never be sent."""

    depth: int
    oldest_seconds: float
    parked: int


class Lag(_Answer):
    """Records of a topic that a group has not read; `members` are its live processes."""

    consumer: str
    topic: str
    records: int
    members: int
    seen_at: datetime


class EventsState(_Answer):
    """The event tables at a glance."""

    outbox: OutboxState
    lag: list[Lag]
    parked_keys: int
    parked_since: datetime | None


class Handling(_Answer):
    """A consumer here has handled the event."""

    consumer: str
    at: datetime


class Parked(_Answer):
    """The event waits behind a parked key here; `id` is the key's."""

    id: UUID
    consumer: str
    topic: str
    key: str
    reason: str
    parked_at: datetime


class EventTrace(_Answer):
    """Where an event is in this service. All empty: it was published, or is unknown here. What a batch handler without
    an inbox handled leaves no row."""

    event_id: UUID
    waits_since: datetime | None
    never_sent_because: str | None
    handled: list[Handling]
    parked: list[Parked]


class Insight:
    """Reads the event tables of a service's database."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def state(self) -> EventsState:
        """How things stand now."""
        async with self._engine.connect() as connection:
            since = select(func.count(), func.min(parked_keys.c.parked_at)).select_from(parked_keys)
            keys, first = (await connection.execute(since)).one()
            return EventsState(
                outbox=await _outbox(connection), lag=await _lag(connection), parked_keys=keys, parked_since=first
            )

    async def trace(self, event_id: UUID) -> EventTrace:
        """Where the event is."""
        waits = select(outbox.c.created_at).where(outbox.c.event_id == event_id)
        never = select(outbox_parked.c.reason).where(outbox_parked.c.event_id == event_id)
        handled = select(inbox.c.consumer, inbox.c.received_at.label("at")).where(inbox.c.event_id == event_id)
        async with self._engine.connect() as connection:
            return EventTrace(
                event_id=event_id,
                waits_since=await connection.scalar(waits),
                never_sent_because=await connection.scalar(never),
                handled=_all(Handling, (await connection.execute(handled)).all()),
                parked=_all(Parked, (await connection.execute(_parked(event_id))).all()),
            )


async def _outbox(connection: AsyncConnection) -> OutboxState:
    age = func.extract("epoch", func.now() - func.min(outbox.c.created_at))
    depth, oldest = (await connection.execute(select(func.count(), age).select_from(outbox))).one()
    unsendable = await connection.scalar(select(func.count()).select_from(outbox_parked))
    return OutboxState(depth=depth, oldest_seconds=round(float(oldest or 0), 1), parked=unsendable or 0)


async def _lag(connection: AsyncConnection) -> list[Lag]:
    table = consumer_lag.c
    records, members = func.sum(table.records).label("records"), func.count().label("members")
    query = select(table.consumer, table.topic, records, members, func.max(table.seen_at).label("seen_at"))
    query = query.where(table.seen_at > func.now() - FRESH).group_by(table.consumer, table.topic)
    return _all(Lag, (await connection.execute(query.order_by(table.consumer, table.topic))).all())


def _parked(event_id: UUID) -> Any:
    """Few records are parked at any time: their packed headers are searched as they are."""
    ce_id = f'["ce_id", "{event_id}"]'.encode()
    found = func.strpos(func.encode(parked_records.c.headers, "hex"), ce_id.hex()) > 0
    return select(parked_keys).join(parked_records, parked_records.c.key_id == parked_keys.c.id).where(found)


def _all(kind: type[Any], rows: Any) -> list[Any]:
    return [kind.model_validate(row) for row in rows]
