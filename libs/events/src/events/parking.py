"""Parking by key: a record that can not be handled waits in the consumer's database, later records of its key wait
behind it in order, and every other key goes on.

Locks: whoever adds a record holds its key FOR KEY SHARE (also by the foreign key), whoever handles one again holds the
key FOR NO KEY UPDATE, which do not conflict; removing the key takes FOR UPDATE and looks for records once more.
"""

import json
from collections.abc import Collection
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ARRAY, Text, any_, bindparam, delete, exists, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from events.codec import Record
from events.envelope import new_event_id
from events.incoming import printable, type_of
from events.tables import parked_keys, parked_records

_ANY_PARKED: Final = select(exists().where(parked_keys.c.consumer == bindparam("consumer")))

ParkedIds = dict[tuple[str, str], UUID]
"""Parked keys by (topic, key)."""


async def parked_among(session: AsyncSession, consumer: str, keys: Collection[tuple[str, str]]) -> ParkedIds:
    """Which of these (topic, key) are parked. They stay so until the transaction ends."""
    if not await session.scalar(_ANY_PARKED, {"consumer": consumer}):
        return {}
    query = (
        select(parked_keys.c.topic, parked_keys.c.key, parked_keys.c.id)
        .where(parked_keys.c.consumer == consumer, parked_keys.c.key == any_(bindparam("keys", type_=ARRAY(Text))))
        .with_for_update(read=True, key_share=True)
    )
    return {
        (topic, key): key_id
        for topic, key, key_id in await session.execute(query, {"keys": [key for _, key in keys]})
        if (topic, key) in keys
    }


async def park_key(session: AsyncSession, consumer: str, topic: str, key: str, reason: str) -> UUID:
    """Park a key and return its id; one that is parked already keeps its first reason."""
    statement = insert(parked_keys).values(
        id=new_event_id(), consumer=consumer, topic=topic, key=key, reason=printable(reason)
    )
    # Not DO NOTHING: the update returns the row, and locks it, in either case.
    upsert = statement.on_conflict_do_update(
        index_elements=["consumer", "topic", "key"], set_={"key": statement.excluded.key}
    )
    key_id: UUID = (await session.execute(upsert.returning(parked_keys.c.id))).scalar_one()
    return key_id


async def add_record(session: AsyncSession, key_id: UUID, record: Record) -> None:
    """Put a record at the end of its key's queue; one that is there already (redelivered) is left alone."""
    values = {
        "key_id": key_id,
        "partition": record.partition,
        "offset": record.offset,
        "type": type_of(record),
        "headers": _pack(record.headers),
        "record_key": record.key,
        "value": record.value,
        "timestamp": record.timestamp,
    }
    await session.execute(insert(parked_records).values(values).on_conflict_do_nothing())


async def first_record(session: AsyncSession, key_id: UUID) -> tuple[int, Record] | None:
    """Lock a key against others who handle it again, and return the first record of its queue with its place."""
    lock = select(parked_keys.c.topic).where(parked_keys.c.id == key_id).with_for_update(key_share=True)
    topic = (await session.execute(lock)).scalar_one_or_none()
    query = select(parked_records).where(parked_records.c.key_id == key_id).order_by(parked_records.c.seq).limit(1)
    row = (await session.execute(query)).one_or_none()
    return None if topic is None or row is None else (row.seq, record_of(topic, row))


async def remove_record(session: AsyncSession, key_id: UUID, seq: int) -> None:
    """Take a record out of its key's queue."""
    await session.execute(delete(parked_records).where(parked_records.c.key_id == key_id, parked_records.c.seq == seq))


async def release_if_empty(session: AsyncSession, key_id: UUID) -> bool:
    """End the parking of a key behind which nothing waits. False when a record came meanwhile."""
    await session.execute(select(parked_keys.c.id).where(parked_keys.c.id == key_id).with_for_update())
    # A second statement sees what was committed while the lock was waited for.
    if await session.scalar(select(parked_records.c.seq).where(parked_records.c.key_id == key_id).limit(1)):
        return False
    await session.execute(delete(parked_keys).where(parked_keys.c.id == key_id))
    return True


def record_of(topic: str, row: Any) -> Record:
    """The record as it came from the topic."""
    return Record(topic, row.partition, row.offset, row.record_key, row.value, _unpack(row.headers), row.timestamp)


def _pack(headers: Any) -> bytes:
    """Header values may be any bytes: kept as latin-1 text, which loses none."""
    return json.dumps([(name, None if value is None else value.decode("latin-1")) for name, value in headers]).encode()


def _unpack(packed: bytes) -> list[tuple[str, bytes | None]]:
    return [(name, None if text is None else text.encode("latin-1")) for name, text in json.loads(packed)]
