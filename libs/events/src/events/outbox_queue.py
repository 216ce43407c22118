"""The outbox as the relay sees it: the rows of the shards it leads, by id, deleted once they are acknowledged."""

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

from events.broker import Message
from events.codec import SEQUENCE, load_headers
from events.shards import Leadership

BATCH: Final = 500

Row = Sequence[Any]
"""shard, id, topic, key, headers, payload"""
Rows = list[Row]

_RESCAN_SECONDS: Final = 1.0

_SELECT: Final = """
SELECT o.shard, o.id, o.topic, o.key, o.headers, o.payload
FROM unnest($1::smallint[], $2::bigint[]) AS led(shard, low)
CROSS JOIN LATERAL (
    SELECT * FROM outbox WHERE outbox.shard = led.shard AND outbox.id > led.low ORDER BY outbox.id LIMIT $3
) AS o
"""
_DELETE: Final = """
DELETE FROM outbox USING unnest($1::smallint[], $2::bigint[]) AS sent(shard, id)
WHERE outbox.shard = sent.shard AND outbox.id = sent.id
"""
_PARK: Final = """
WITH parked AS (DELETE FROM outbox WHERE shard = $1 AND id = $2 RETURNING *)
INSERT INTO outbox_parked (id, event_id, topic, key, headers, payload, created_at, reason)
SELECT id, event_id, topic, key, headers, payload, created_at, $3 FROM parked
"""


class OutboxQueue:
    """Reads and deletes in order of id per shard.

    Ids of different keys become visible out of order, so reading never just goes on after the last id. Rows just
    deleted are stepped over by a mark that trails one or two seconds behind, far longer than a transaction takes
    between drawing an id and committing it; everything is looked at again every second.
    """

    def __init__(self, leadership: Leadership, *, batch: int = BATCH) -> None:
        self._leadership = leadership
        self._batch = batch
        self._read: dict[int, int] = {}
        self._read_before: dict[int, int] = {}
        self._low: dict[int, int] = {}
        self._scanned_at = 0.0
        self.has_more = False
        """Whether some shard gave a full batch: there is no need to wait before the next fetch."""

    async def fetch(self) -> Rows:
        """Up to `batch` rows of every shard that is led, in order of id per shard. Nothing may be in flight."""
        if time.monotonic() - self._scanned_at < _RESCAN_SECONDS:
            return await self._select(self._read if self.has_more else self._low)
        self._scanned_at = time.monotonic()
        self._low, self._read_before = self._read_before, dict(self._read)
        return await self._select({})

    async def fetch_ahead(self) -> Rows:
        """More rows while those of the last fetch are in flight; none when it is time to look at everything again."""
        if self.has_more and time.monotonic() - self._scanned_at < _RESCAN_SECONDS:
            return await self._select(self._read)
        return []

    async def _select(self, marks: Mapping[int, int]) -> Rows:
        shards = sorted(self._leadership.shards)
        rows = await self._leadership.fetch(_SELECT, shards, [marks.get(shard, 0) for shard in shards], self._batch)
        counts = Counter(row[0] for row in rows)
        self.has_more = any(count == self._batch for count in counts.values())
        self._read.update((row[0], row[1]) for row in rows)
        return rows

    async def delete(self, rows: Rows) -> None:
        """Forget rows that the broker has acknowledged."""
        if rows:
            await self._leadership.fetch(_DELETE, [row[0] for row in rows], [row[1] for row in rows])

    async def park(self, row: Row, reason: str) -> None:
        """Set aside a row that can never be sent: the alarm `events_outbox_parked` rises."""
        await self._leadership.fetch(_PARK, row[0], row[1], reason)


def messages_of(rows: Rows) -> list[Message]:
    """The rows as the broker takes them. The id becomes the event's sequence: it grows with every event of a key."""
    return [
        Message(topic, key.encode(), payload, [*load_headers(headers), (SEQUENCE, str(row_id).encode())])
        for _, row_id, topic, key, headers, payload in rows
    ]
