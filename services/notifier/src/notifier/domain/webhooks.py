"""The events that customers' own systems are told, who may be told which, and what stands in a message."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

_EVERYBODY: Final = frozenset({"owner", "accountant", "engineer", "viewer"})
_SEES_MONEY: Final = frozenset({"owner", "accountant", "viewer"})
"""Who may read what, as the portal lets him (docs/decisions/0016); unlike letters, a viewer's system is told what he
could read."""

KEEP: Final = timedelta(days=30)
"""Deliveries are kept so long after they ended. No event older than this makes one: topics that are read again then
find the row that was made the first time, and nothing is told twice."""
MANY: Final = 10
"""Webhooks of one user."""
BOTH_SECRETS_FOR: Final = timedelta(days=1)
"""After a rotation the old secret signs beside the new one for so long."""
TESTS_PER_HOUR: Final = 30
"""By hand, of one user: nobody makes us fire at somebody."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of event. `scope` is what a personal access token needs to have such events sent; `to_former` ones are
    told to the user himself, though he sees the contract no more."""

    type: str
    scope: str
    roles: frozenset[str] = _EVERYBODY
    to_former: bool = False


CHARGE_POSTED: Final = Kind("charge.posted", "billing:read", _SEES_MONEY)
PAYMENT_POSTED: Final = Kind("payment.posted", "billing:read", _SEES_MONEY)
DOCUMENT_ISSUED: Final = Kind("document.issued", "documents:read", _SEES_MONEY)
ARREARS_CHANGED: Final = Kind("arrears.changed", "billing:read", _SEES_MONEY)
READING_SUBMITTED: Final = Kind("reading.submitted", "readings:read")
READING_ACCEPTED: Final = Kind("reading.accepted", "readings:read")
READING_REJECTED: Final = Kind("reading.rejected", "readings:read")
WINDOW_OPENED: Final = Kind("window.opened", "readings:read")
CONTRACT_BOUND: Final = Kind("contract.bound", "contracts:read")
CONTRACT_UNBOUND: Final = Kind("contract.unbound", "contracts:read", to_former=True)

KINDS: Final = {
    kind.type: kind
    for kind in (
        CHARGE_POSTED,
        PAYMENT_POSTED,
        DOCUMENT_ISSUED,
        ARREARS_CHANGED,
        READING_SUBMITTED,
        READING_ACCEPTED,
        READING_REJECTED,
        WINDOW_OPENED,
        CONTRACT_BOUND,
        CONTRACT_UNBOUND,
    )
}
TEST: Final = "webhook.test"
"""Sent when its owner asks for it; tells of no contract."""


class HookState(StrEnum):
    """Of a webhook. Only an active one is sent to; what happens meanwhile waits for it."""

    ACTIVE = "active"
    PAUSED = "paused"
    DISABLED = "disabled"
    """Its address answered 410 Gone."""


class SendState(StrEnum):
    """Of a delivery: pending -> delivered or failed; replayed, pending again. Dropped: its reader may not see it
    any more."""

    PENDING = "pending"
    DELIVERED = "delivered"
    FAILED = "failed"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Notice:
    """One event to tell, in the field names of the API."""

    kind: Kind
    event_id: UUID
    occurred_at: datetime
    contract_number: str
    data: Mapping[str, Any]
    users: frozenset[UUID] | None = field(default=None)
    """Only these; None: everybody who may see it."""

    def is_recent(self, now: datetime) -> bool:
        """Whether it makes deliveries still."""
        return self.occurred_at > now - KEEP


def body_of(
    event_id: UUID, event_type: str, occurred_at: datetime, contract_number: str | None, data: Mapping[str, Any]
) -> str:
    """The message as it is sent: the same text at every try, since the signature is over it."""
    message = {
        "id": str(event_id),
        "type": event_type,
        "timestamp": occurred_at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "contract_number": contract_number,
        "data": data,
    }
    return json.dumps(message, ensure_ascii=False, separators=(",", ":"))
