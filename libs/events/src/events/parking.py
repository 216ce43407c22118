"""Parking by key: a record that can not be handled waits in the consumer's database, later records of its key wait
behind it in order, and every other key goes on."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine


@dataclass(frozen=True, slots=True)
class ParkedKey:
    """A parked key: why, since when, and how many records wait behind the first."""

    id: UUID
    key: str
    topic: str
    type: str | None
    reason: str
    parked_at: datetime
    behind: int


class ParkedKeys:
    """What an operator does with parked keys; the worker's consumer carries it out."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def list(self, *, limit: int = 100) -> list[ParkedKey]:
        """The parked keys, oldest first."""
        raise NotImplementedError

    async def retry(self, key_id: UUID) -> bool:
        """Ask for the key's records to be handled again, in order. False when no such key is parked."""
        raise NotImplementedError

    async def drop(self, key_id: UUID, *, reason: str) -> bool:
        """Give up the record that failed; those behind it are handled in order. False when no such key is parked."""
        raise NotImplementedError
