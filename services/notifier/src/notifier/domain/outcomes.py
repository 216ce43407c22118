"""What a mail server may say to a letter, and what follows from it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class State(StrEnum):
    """Of a delivery: queued -> sending -> sent, failed or expired; back to queued to try again."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    EXPIRED = "expired"


FINAL = (State.SENT, State.FAILED, State.EXPIRED)


@dataclass(frozen=True, slots=True)
class Sent:
    """The server took the letter."""


@dataclass(frozen=True, slots=True)
class Deferred:
    """Try this letter again later: a 4xx, a silence, a line lost in the middle."""

    reason: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Never again: a 5xx for this letter or its recipient, or a letter that can not be made."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unreachable:
    """The server can not be talked to at all, which says nothing about the letter."""

    reason: str


@dataclass(frozen=True, slots=True)
class Expired:
    """What the letter tells is of no use any more, or no longer for its reader: it stays here."""

    reason: str


Outcome = Sent | Deferred | Refused | Unreachable | Expired


@dataclass(frozen=True, slots=True)
class Verdict:
    """The state that follows; `due_at` when it is to be tried again."""

    state: State
    reason: str | None = None
    due_at: datetime | None = None
