"""The writing side: an event is stored by the session that stores the state it announces."""

import zlib
from typing import Any, Final

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from events.codec import dump_headers, encode
from events.envelope import Event
from events.tables import SHARDS, outbox

MAX_PAYLOAD_BYTES: Final = 900_000
"""Kafka takes 1 MB a record with its headers; a larger event is the writer's mistake and must not be committed."""

_INSERT: Final = insert(outbox).inline()


class EventTooLargeError(ValueError):
    """The event's body is larger than a Kafka record may be."""


def shard_of(key: str) -> int:
    """The shard of a key: stable between processes and releases, unlike Python's `hash`."""
    return zlib.crc32(key.encode()) % SHARDS


def outbox_row(event: Event) -> dict[str, Any]:
    """The event as parameters of an INSERT into `outbox`, for hot paths that build their own statement."""
    encoded = encode(event)
    if len(encoded.value) > MAX_PAYLOAD_BYTES:
        raise EventTooLargeError(f"{event.type_name()} of {len(encoded.value)} bytes, at most {MAX_PAYLOAD_BYTES}")
    return {
        "shard": shard_of(encoded.key),
        "event_id": event.id,
        "topic": encoded.topic,
        "key": encoded.key,
        "headers": dump_headers(encoded.headers),
        "payload": encoded.value,
    }


async def publish(session: AsyncSession, *events: Event) -> None:
    """Store the events in the session's transaction: they are published if, and only if, it commits.

    Order is kept per key when the aggregate's row is locked before. Flushes first, so that constraint violations
    surface here. Raises EventTooLargeError, and LookupError for an event of no topic.
    """
    rows = [outbox_row(event) for event in events]
    await session.flush()
    if rows:
        connection = await session.connection()
        await connection.execute(_INSERT, rows)
