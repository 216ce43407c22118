"""Events as customers' systems are told them: in the field names of the API, without who did it at the supplier's or
the customer's."""

from typing import Any
from uuid import UUID

from events.schemas import billing, contracts, metering

from notifier.domain import webhooks
from notifier.domain.webhooks import Kind, Notice

_CHARGE = {"source_id", "revision", "period", "posted_on", "due_on", "net", "vat", "gross", "recalculation"}
_PAYMENT = {"source_id", "revision", "paid_on", "amount", "allocations", "unallocated"}
_DOCUMENT = {"revision", "kind", "number", "issued_on", "period", "gross"}
_ARREARS = {"old", "arrears", "overdue_since", "as_of"}
_READING = {"meter_id", "meter_serial", "period", "taken_on", "values", "volumes", "source"}
_WINDOW = {"period", "opens_at", "closes_at"}


def charge_posted(event: billing.ChargePosted) -> Notice:
    """A charge, or a correction of one."""
    return _of(webhooks.CHARGE_POSTED, event, {"id": str(event.charge_id)} | _picked(event, _CHARGE))


def payment_posted(event: billing.PaymentPosted) -> Notice:
    """A payment, or a correction of one."""
    return _of(webhooks.PAYMENT_POSTED, event, {"id": str(event.payment_id)} | _picked(event, _PAYMENT))


def document_issued(event: billing.DocumentIssued) -> Notice:
    """A document, and where its file is fetched."""
    links = {"file": f"/api/billing/v1/documents/{event.document_id}/file"}
    data = {"id": str(event.document_id)} | _picked(event, _DOCUMENT) | {"links": links}
    return _of(webhooks.DOCUMENT_ISSUED, event, data)


def arrears_changed(event: billing.ArrearsChanged) -> Notice:
    """What is overdue became another sum."""
    return _of(webhooks.ARREARS_CHANGED, event, _picked(event, _ARREARS))


def reading_submitted(event: metering.ReadingSubmitted) -> Notice:
    """A reading was received."""
    more = _picked(event, {"warnings", "received_at", "editable_until", "supersedes", "sha256"})
    return _of(webhooks.READING_SUBMITTED, event, _reading(event, "submitted") | more)


def reading_accepted(event: metering.ReadingAccepted) -> Notice:
    """The supplier took it."""
    return _of(webhooks.READING_ACCEPTED, event, _reading(event, "accepted") | _picked(event, {"decided_at"}))


def reading_rejected(event: metering.ReadingRejected) -> Notice:
    """The supplier refused it."""
    more = _picked(event, {"decided_at", "reason", "editable_until"})
    return _of(webhooks.READING_REJECTED, event, _reading(event, "rejected") | more)


def window_opened(event: metering.ReadingWindowOpened) -> Notice:
    """Readings of the period are taken."""
    return _of(webhooks.WINDOW_OPENED, event, _picked(event, _WINDOW))


def contract_bound(event: contracts.ContractBound) -> Notice:
    """The user sees the contract from now on, as its owner."""
    return _of(webhooks.CONTRACT_BOUND, event, _seen(event, "owner") | _picked(event, {"bound_at"}), event.user_id)


def contract_unbound(event: contracts.ContractUnbound) -> Notice:
    """He sees it no more."""
    more = _picked(event, {"reason", "unbound_at"})
    return _of(webhooks.CONTRACT_UNBOUND, event, _seen(event, "owner") | more, event.user_id)


def member_joined(event: contracts.MemberJoined) -> Notice:
    """The same for another user of the contract."""
    data = _seen(event, event.role) | {"bound_at": event.model_dump(mode="json")["joined_at"]}
    return _of(webhooks.CONTRACT_BOUND, event, data, event.member_user_id)


def member_left(event: contracts.MemberLeft) -> Notice:
    """The same."""
    data = _seen(event, event.role) | {"reason": event.reason, "unbound_at": event.model_dump(mode="json")["left_at"]}
    return _of(webhooks.CONTRACT_UNBOUND, event, data, event.member_user_id)


def _of(kind: Kind, event: Any, data: dict[str, Any], user: UUID | None = None) -> Notice:
    users = None if user is None else frozenset({user})
    return Notice(kind, event.id, event.occurred_at, event.contract_number, data, users)


def _picked(event: Any, names: set[str]) -> dict[str, Any]:
    picked: dict[str, Any] = event.model_dump(mode="json", include=names)
    return picked


def _reading(event: metering.MeterReadingEvent, state: str) -> dict[str, Any]:
    return {"id": str(event.reading_id), "state": state} | _picked(event, _READING)


def _seen(event: contracts.BindingEvent, role: str) -> dict[str, Any]:
    return {"number": event.contract_number, "role": role}
