"""The items of the billing feed in our own words. Their shape has been checked, their sums have not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from billing.domain.money import ZERO


@dataclass(frozen=True, slots=True)
class BillingItem:
    """What every item has. `body` is the item as it was told, as JSON, and `fingerprint` of it; `cause` is the event
    it came by, None over HTTP."""

    id: UUID
    contract_number: str
    source_id: str
    revision: int
    body: str
    fingerprint: bytes
    cause: UUID | None


@dataclass(frozen=True, slots=True)
class Charge(BillingItem):
    """A charge for a month. `due_on` None: by the terms of the kind of customer."""

    period: str
    posted_on: date
    due_on: date | None
    net: Decimal
    vat: Decimal
    gross: Decimal
    reason: str | None

    @property
    def amount(self) -> Decimal:
        """What it adds to the balance."""
        return self.gross


@dataclass(frozen=True, slots=True)
class Payment(BillingItem):
    """A payment received; `stated` is what the payer meant it for; `request_id` is named in its purpose."""

    paid_on: date
    paid: Decimal
    purpose: str | None
    payer_inn: str | None
    document_number: str | None
    request_id: str | None
    stated: Sequence[tuple[str, Decimal]]

    @property
    def amount(self) -> Decimal:
        """What it adds to the balance: money lowers it."""
        return -self.paid


@dataclass(frozen=True, slots=True)
class Document(BillingItem):
    """A document; without a file its printed form is rendered."""

    kind: str
    number: str
    issued_on: date
    period: str | None
    gross: Decimal | None
    file_name: str | None
    media_type: str | None
    content: bytes | None

    @property
    def amount(self) -> Decimal:
        """A paper owes nothing: charges and payments do."""
        return ZERO
