"""Events of billing (topic `billing.accounts.v1`, key = contract number). Sums are rubles with two decimals as text;
a debt is positive. "Overdue" is by the day in Moscow."""

from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import AwareDatetime, PlainSerializer, WithJsonSchema

from events.envelope import Event, EventData
from events.schemas.metering import MonthText

Rubles = Annotated[
    Decimal,
    PlainSerializer(lambda amount: f"{amount:.2f}", return_type=str),
    WithJsonSchema({"type": "string", "pattern": r"^-?[0-9]+\.[0-9]{2}$"}),
]
DocumentKind = Literal["bill", "vat_invoice", "upd", "act", "reconciliation", "notice"]


class AccountEvent(Event):
    """An event about the account of one contract."""

    key_field: ClassVar[str] = "contract_number"
    contract_number: str


class RecalculationData(EventData):
    """What a correction changed."""

    old: Rubles
    new: Rubles
    difference: Rubles
    reason: str | None


class ChargePosted(AccountEvent):
    """A charge, or a correction of one (`recalculation`), stands in the account. Once per charge and revision."""

    charge_id: UUID
    source_id: str
    revision: int
    period: MonthText
    posted_on: date
    due_on: date
    net: Rubles
    vat: Rubles
    gross: Rubles
    recalculation: RecalculationData | None


class AllocationData(EventData):
    """What a part of a payment paid for."""

    period: MonthText
    amount: Rubles


class PaymentPosted(AccountEvent):
    """A payment, or a correction of one, stands in the account; what it paid for now, and what is left of it."""

    payment_id: UUID
    source_id: str
    revision: int
    paid_on: date
    amount: Rubles
    allocations: list[AllocationData]
    unallocated: Rubles


class DocumentIssued(AccountEvent):
    """A document, or a newer revision of one, can be read in the account."""

    document_id: UUID
    revision: int
    kind: DocumentKind
    number: str
    issued_on: date
    period: MonthText | None
    gross: Rubles | None


class ArrearsChanged(AccountEvent):
    """What is overdue became another sum: by a charge, a payment, or a day that passed. `overdue_since` is the first
    day of the oldest debt that is overdue, `newest_due_on` the due date of the newest (None: not told); both sums zero
    and None when nothing is overdue any more."""

    old: Rubles
    arrears: Rubles
    overdue_since: date | None
    newest_due_on: date | None = None
    as_of: date


class PaymentDueSoon(AccountEvent):
    """Bills are due in a few days and not paid yet. Once per contract and due date."""

    due_on: date
    amount: Rubles
    days_left: int


class ExportReady(AccountEvent):
    """A file that a user asked for can be fetched until `expires_at`."""

    export_id: UUID
    user_id: UUID
    kind: Literal["reconciliation", "statement", "charges", "payments"]
    expires_at: AwareDatetime
