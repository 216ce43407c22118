"""What every event is: an immutable, self-validating fact in the past tense, with its envelope."""

from datetime import UTC, datetime
from typing import ClassVar, Final
from uuid import UUID

import uuid_utils.compat as uuid_utils
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field


def new_event_id() -> UUID:
    """A time-ordered id (UUIDv7): events of one process sort by the time they were made."""
    return uuid_utils.uuid7()


def utc_now() -> datetime:
    """This instant in UTC."""
    return datetime.now(UTC)


ENVELOPE: Final = frozenset({"id", "occurred_at", "correlation_id", "causation_id", "sequence", "traceparent"})
"""Fields that travel as headers: no body has them."""


class EventData(BaseModel):
    """A nested value of an event: immutable, and strict about unknown fields when it is made."""

    # Validators are built at first use: a process starts without paying for events it never reads.
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Event(EventData):
    """Base of all events. The envelope travels in headers, the other fields are the body.

    Making an event refuses unknown fields; reading one from our own topics ignores them, so that
    an older reader outlives an additive change. `version` is the schema's, raised only by a
    breaking change, which is a new class beside the old one.
    """

    version: ClassVar[int] = 1
    key_field: ClassVar[str]
    """Name of the body field whose value is the Kafka key: order is kept per key."""

    id: UUID = Field(default_factory=new_event_id, exclude=True)
    occurred_at: AwareDatetime = Field(default_factory=utc_now, exclude=True)
    correlation_id: UUID | None = Field(default=None, exclude=True)
    causation_id: UUID | None = Field(default=None, exclude=True)
    sequence: int | None = Field(default=None, exclude=True)
    """Grows with every event of the same key; known of what was read from a topic, None of what was just made."""
    traceparent: str | None = Field(default=None, exclude=True)
    """The W3C trace context that came with an event that was read."""

    @classmethod
    def type_name(cls) -> str:
        """The CloudEvents type: the plain class name."""
        return cls.__name__

    @property
    def key(self) -> str:
        """The Kafka key of this event."""
        return str(getattr(self, self.key_field))

    @property
    def teller(self) -> str | None:
        """The service that tells it, where its topic has several writers."""
        return None
