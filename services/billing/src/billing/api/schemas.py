"""What the endpoints answer. Money is text with two decimals, other numbers are text as the supplier told them."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer

Money = Annotated[Decimal, PlainSerializer(lambda amount: f"{amount:.2f}", return_type=str)]
DocumentKind = Literal["bill", "vat_invoice", "upd", "act", "reconciliation", "notice"]


class FromAttributes(BaseModel):
    """Read from a value of the domain or a row."""

    model_config = ConfigDict(from_attributes=True)


class Due(FromAttributes):
    """A sum to be paid by a date."""

    date: date
    amount: Money


class AgingBucket(BaseModel):
    """A part of the debt by how many days it is overdue."""

    bucket: Literal["not_due", "1-30", "31-60", "61-90", "90+"]
    amount: Money


class Balance(BaseModel):
    """`balance` is charged less paid: a debt is positive. `arrears` is overdue today, `overdue_since` the first day
    on which something of it was; `unallocated` is money that has paid for nothing yet."""

    balance: Money
    charged: Money
    paid: Money
    arrears: Money
    overdue_since: date | None
    penalty: Money
    unallocated: Money
    aging: list[AgingBucket]
    next_due: Due | None
    prepayments: list[Due]


class PenaltyPolicyOut(FromAttributes):
    """Where the figures come from."""

    source: str
    verified: bool


class PenaltyForecast(FromAttributes):
    """The penalty if everything is paid on `pay_on`; `rate_percent` is a year's."""

    pay_on: date
    amount: Money
    rate_percent: Decimal
    verified: bool
    policy: PenaltyPolicyOut


class Gap(FromAttributes):
    """A month for which something is missing."""

    period: str
    missing: list[Literal["bill", "closing_document", "reading"]]


class Gaps(BaseModel):
    """Months with something missing, newest first."""

    items: list[Gap]


class LastCharge(BaseModel):
    """The newest bill."""

    period: str
    gross: Money


class WindowState(BaseModel):
    """Whether readings are taken now."""

    open: bool
    closes_at: datetime | None


class ContractSummary(BaseModel):
    """A contract on «Главная»; null is what is not known."""

    number: str
    party_name: str
    balance: Money
    arrears: Money
    overdue_since: date | None
    next_due: Due | None
    last_charge: LastCharge | None
    window: WindowState | None


class Summary(BaseModel):
    """Every contract of the account."""

    items: list[ContractSummary]


class PriceComponent(BaseModel):
    """A part of a price, rubles per kWh without VAT."""

    kind: str
    price: str


class ChargeLine(BaseModel):
    """A line of a bill, as the supplier told it."""

    name: str | None = None
    zone: str | None = None
    meter_serial: str | None = None
    previous: str | None = None
    current: str | None = None
    multiplier: str | None = None
    volume_kwh: str | None = None
    price: str | None = None
    components: list[PriceComponent] | None = None
    net: str
    vat_rate: str | None = None
    vat: str
    gross: str


class Recalculation(BaseModel):
    """What a correction changed."""

    old: Money
    new: Money
    difference: Money
    reason: str | None


class Charge(BaseModel):
    """A charge at a revision. `paid` is what payments have been put to it."""

    id: UUID
    source_id: str
    revision: int
    period: str
    posted_on: date
    due_on: date
    net: Money
    vat: Money
    gross: Money
    paid: Money
    lines: Sequence[ChargeLine]
    recalculation: Recalculation | None


class ReadingBehind(BaseModel):
    """The accepted reading whose value a line was counted from."""

    id: UUID
    taken_on: date
    value: str


class Explanation(BaseModel):
    """How a line's sum follows from the readings and the price."""

    name: str
    steps: list[str]
    current_reading: ReadingBehind | None
    previous_reading: ReadingBehind | None


class ExplainedCharge(Charge):
    """A charge with the story of each line, and of its revisions (newest first)."""

    explanation: list[Explanation]
    revisions: list[Charge]


class ReadingUse(FromAttributes):
    """A line of a charge that begins (`previous`) or ends (`current`) with a reading; lines count from 0."""

    charge_id: UUID
    period: str
    line: int
    used_as: Literal["current", "previous"]


class ReadingUses(BaseModel):
    """Where a reading was used, oldest first."""

    items: list[ReadingUse]


class Allocated(BaseModel):
    """What a part of a payment paid for."""

    period: str
    amount: Money
    charge_id: UUID


class Payment(BaseModel):
    """A payment. `unallocated` has paid for nothing yet: it covers later charges."""

    id: UUID
    paid_on: date
    amount: Money
    purpose: str | None
    payer_inn: str | None
    document_number: str | None
    payment_request_id: str | None
    allocations: list[Allocated]
    unallocated: Money


class DocumentLinks(BaseModel):
    """Where the document can be read."""

    file: str
    print: str


class Document(BaseModel):
    """A document. `sha256` is null for the moment until its printed form is rendered; `is_printed_form`: it is not a
    primary document."""

    id: UUID
    kind: DocumentKind
    number: str
    issued_on: date
    period: str | None
    gross: Money | None
    revision: int
    sha256: str | None
    file_name: str
    media_type: str
    is_printed_form: bool
    links: DocumentLinks


class ChosenDocuments(BaseModel):
    """Documents to be put into one .zip."""

    model_config = ConfigDict(extra="forbid")

    documents: Annotated[list[UUID], Field(min_length=1, max_length=100)]
