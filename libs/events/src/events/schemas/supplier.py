"""What the supplier's own systems tell us. The same objects arrive over HTTP and over Kafka (topics
`supplier.*.v1`), so everything that can be said about their shape is said here, once.

Unlike our own events these refuse unknown fields when they are read: a misspelt field of a foreign
system is parked, not ignored. Numbers that are not counts travel as text, so that no float rounds them.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Final, Literal
from uuid import UUID

from pydantic import AwareDatetime, BeforeValidator, Field, GetCoreSchemaHandler, GetJsonSchemaHandler, WithJsonSchema
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import core_schema

from events.envelope import Event, EventData
from events.schemas.contracts import CustomerKind, VoltageLevel, Zone


class SupplierRegistryEvent(Event):
    """Base of `supplier.registry.v1`."""


class SupplierBillingEvent(Event):
    """Base of `supplier.billing.v1`."""


class SupplierReadingEvent(Event):
    """Base of `supplier.readings.v1`."""


@dataclass(frozen=True)
class _Written:
    """How a value is written. What matches `usual` is taken by pydantic alone, for a third of what asking Python
    costs; `unusual` looks at the rest and gives the value to go on with, or raises ValueError."""

    code: str
    usual: str
    unusual: Callable[[Any], Any]
    ru: str
    en: str

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        told = core_schema.union_schema(
            [
                core_schema.str_schema(pattern=self.usual, strict=True),
                core_schema.no_info_plain_validator_function(self.unusual),
            ],
            mode="left_to_right",
            custom_error_type=self.code,
            custom_error_message="{en}",
            custom_error_context={"ru": self.ru, "en": self.en},
        )
        return core_schema.chain_schema([told, handler(source)])

    def __get_pydantic_json_schema__(self, schema: Any, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return handler(schema["steps"][-1])


_KOPECK: Final = Decimal("0.01")
_MONEY: Final = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,2})?").fullmatch
_CONTRACT: Final = re.compile(r"[0-9]{14}").fullmatch
_CONTROLS: Final = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x{fffe}\x{ffff}"
_UNUSABLE: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]").search


def _number(value: Any) -> Decimal:
    if isinstance(value, Decimal) and value.is_finite():
        return value
    raise ValueError


def _money(value: Any) -> Decimal:
    """With two decimals, however many were told: the same sum is the same body."""
    if isinstance(value, str) and _MONEY(value):
        return Decimal(value).quantize(_KOPECK)
    return _number(value)


def _day(value: Any) -> date:
    if isinstance(value, date):
        return value
    raise ValueError


def _nothing(_: Any) -> Any:
    raise ValueError


def _spaced_number(value: Any) -> str:
    number = "".join(value.split()) if isinstance(value, str) else ""
    if _CONTRACT(number):
        return number
    raise ValueError


def _usable_text(value: Any) -> Any:
    if isinstance(value, str) and (not value.strip() or _UNUSABLE(value)):
        raise ValueError
    return value


def _none_is_empty(value: Any) -> Any:
    return [] if value is None else value


# A limit stands before how the value is written: it is then checked after that, by pydantic.
_PLAIN: Final = _Written(
    "plain_text",
    rf"^[^\s{_CONTROLS}][^{_CONTROLS}]*$",
    _usable_text,
    ru="Текст пуст или содержит управляющие символы.",
    en="The text is blank or has control characters.",
)
_NATURAL: Final = _Written(
    "decimal_text",
    r"^[0-9]+(\.[0-9]+)?$",
    _number,
    ru='Ожидается число не меньше нуля, записанное текстом: "40", "1.5".',
    en='A number from zero up, written as text, is expected: "40", "1.5".',
)
_MONEY_TEXT: Final = _Written(
    "money_text",
    r"^-?[0-9]{1,15}\.[0-9]{2}$",
    _money,
    ru='Ожидается сумма в рублях текстом, не больше двух знаков после точки: "20493.80".',
    en='A sum in rubles as text with at most two decimals is expected: "20493.80".',
)
_NUMBER_TEXT: Final = _Written(
    "number_text",
    r"^-?[0-9]+(\.[0-9]+)?$",
    _number,
    ru='Ожидается число текстом: "40", "-1.5".',
    en='A number as text is expected: "40", "-1.5".',
)
_NATURAL_SCHEMA: Final = WithJsonSchema({"type": "string", "pattern": r"^[0-9]+(\.[0-9]+)?$"})
_MONEY_SCHEMA: Final = WithJsonSchema({"type": "string", "pattern": r"^-?[0-9]{1,15}(\.[0-9]{1,2})?$"})
_NUMBER_SCHEMA: Final = WithJsonSchema({"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]+)?$"})
_IS_FINITE: Final = Field(allow_inf_nan=True)  # as it is written: no need to ask again
ContractNumber = Annotated[
    str,
    _Written(
        "contract_number",
        "^[0-9]{14}$",
        _spaced_number,
        ru="Номер договора состоит из 14 цифр.",
        en="The number of a contract has 14 digits.",
    ),
    WithJsonSchema({"type": "string", "pattern": "^[0-9]{14}$"}),
]
EmailText = Annotated[str, Field(max_length=254), _PLAIN]
MoneyText = Annotated[Decimal, _IS_FINITE, _MONEY_TEXT, _MONEY_SCHEMA]
NumberText = Annotated[Decimal, Field(max_digits=24), _NUMBER_TEXT, _NUMBER_SCHEMA]
_MONTH_PATTERN: Final = "^(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])$"
_MONTH: Final = _Written(
    "month_text", _MONTH_PATTERN, _nothing, ru="Период - это месяц: ГГГГ-ММ.", en="A period is a month: YYYY-MM."
)
Month = Annotated[str, _MONTH, WithJsonSchema({"type": "string", "pattern": _MONTH_PATTERN})]
Day = Annotated[
    date,
    Field(ge=date(1900, 1, 1), le=date(2199, 12, 31)),
    _Written(
        "date_text",
        "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
        _day,
        ru="Ожидается дата: ГГГГ-ММ-ДД.",
        en="A date is expected: YYYY-MM-DD.",
    ),
]
Whole = Annotated[int, Field(strict=True)]
NoneIsEmpty = BeforeValidator(_none_is_empty)


class PartyRecord(EventData):
    """The customer. A company has an INN of 10 digits, a sole proprietor one of 12 and no KPP."""

    kind: CustomerKind
    name: Annotated[str, Field(max_length=500), _PLAIN]
    inn: Annotated[str, Field(max_length=12), _PLAIN]
    kpp: Annotated[str, Field(max_length=9), _PLAIN] | None = None
    ogrn: Annotated[str, Field(max_length=15), _PLAIN] | None = None


class ManagerRecord(EventData):
    """Who looks after the customer at the supplier's."""

    name: Annotated[str, Field(max_length=200), _PLAIN]
    phone: Annotated[str, Field(max_length=50), _PLAIN] | None = None
    email: EmailText | None = None


class WindowRecord(EventData):
    """Days of the month in which readings are taken, both inside; past the month's end = its last day."""

    opens_day: Annotated[Whole, Field(ge=1, le=31)]
    closes_day: Annotated[Whole, Field(ge=1, le=31)]


class RegisterValuesRecord(EventData):
    """What all zones of a meter showed on a date."""

    taken_on: Day
    values: dict[Zone, Annotated[Decimal, Field(max_digits=18), _NATURAL, _NATURAL_SCHEMA]]


class MeterRecord(EventData):
    """A meter. One that was taken off stays in the list with `removed_on` and `final`.

    `digits` and `decimals` count the places of the dial before and after the point; `multiplier` is
    the product of the transformer ratios and may be fractional.
    """

    serial: Annotated[str, Field(max_length=64), _PLAIN]
    model: Annotated[str, Field(max_length=200), _PLAIN] | None = None
    multiplier: Annotated[Decimal, Field(gt=0, le=1_000_000, decimal_places=6), _NATURAL, _NATURAL_SCHEMA]
    digits: Annotated[Whole, Field(ge=1, le=12)]
    decimals: Annotated[Whole, Field(ge=0, le=6)]
    zones: Annotated[list[Zone], Field(min_length=1, max_length=5)]
    remote_read: Annotated[bool, Field(strict=True)] = False
    installed_on: Day | None = None
    next_verification_on: Day | None = None
    initial: RegisterValuesRecord | None = None
    removed_on: Day | None = None
    final: RegisterValuesRecord | None = None


class DeliveryPointRecord(EventData):
    """A delivery point; `code` is the code of 80020 and may stand in several contracts.
    No `window`: the supplier's rule for the kind of customer."""

    code: Annotated[str, Field(max_length=64), _PLAIN]
    name: Annotated[str, Field(max_length=500), _PLAIN] | None = None
    address: Annotated[str, Field(max_length=1000), _PLAIN] | None = None
    window: WindowRecord | None = None
    meters: Annotated[list[MeterRecord], Field(default_factory=list, max_length=500), NoneIsEmpty]


class ContractTerms(EventData):
    """The whole contract as it stands at `revision`; the next revision replaces it whole."""

    revision: Annotated[Whole, Field(ge=1, lt=2**63)]
    party: PartyRecord
    signed_on: Day | None = None
    valid_until: Day | None = None
    emails: Annotated[list[EmailText], Field(default_factory=list, max_length=100), NoneIsEmpty]
    address: Annotated[str, Field(max_length=1000), _PLAIN] | None = None
    price_category: Annotated[Whole, Field(ge=1, le=6)] | None = None
    voltage_level: VoltageLevel | None = None
    max_power_kw: Annotated[Decimal, Field(le=10_000_000, decimal_places=3), _NATURAL, _NATURAL_SCHEMA] | None = None
    manager: ManagerRecord | None = None
    delivery_points: Annotated[list[DeliveryPointRecord], Field(default_factory=list, max_length=1000), NoneIsEmpty]


class ContractRecord(ContractTerms):
    """A contract with its number of 14 digits; spaces between them are accepted."""

    number: ContractNumber


class ContractPublished(SupplierRegistryEvent, ContractRecord):
    """The supplier's registry tells a contract (topic `supplier.registry.v1`, key = its number)."""

    key_field: ClassVar[str] = "number"


class ReadingDecided(SupplierReadingEvent):
    """The supplier's decision about a reading (topic `supplier.readings.v1`). The record's key is the contract
    number, so that decisions keep their order; of two about one reading the later `decided_at` holds."""

    key_field: ClassVar[str] = "reading_id"
    reading_id: UUID
    decision: Literal["accepted", "rejected"]
    reason: Annotated[str, Field(max_length=1000), _PLAIN] | None = None
    decided_at: AwareDatetime


class ReadingRecorded(SupplierReadingEvent):
    """A value that the supplier has of a meter by itself (topic `supplier.readings.v1`): counted for want of a reading
    (`estimated`), taken at the meter by its people (`act`), or read remotely (`ami`). Customers see it with that
    source. It counts at once and replaces the supplier's earlier value of the period; an estimate does not replace
    what a customer submitted. `point_code` is needed only where the serial number stands at several points."""

    key_field: ClassVar[str] = "contract_number"
    contract_number: ContractNumber
    meter_serial: Annotated[str, Field(max_length=64), _PLAIN]
    point_code: Annotated[str, Field(max_length=64), _PLAIN] | None = None
    period: Month
    taken_on: Day
    source: Literal["estimated", "act", "ami"]
    values: dict[Zone, Annotated[Decimal, Field(max_digits=18), _NATURAL, _NATURAL_SCHEMA]]
    recorded_at: AwareDatetime


class BillingItem(EventData):
    """What every item of the billing feed has. (contract, kind of item, `source_id`, `revision`) is its business key:
    the same item from any channel is one item; a higher revision corrects it, a lower one changes nothing."""

    source_id: Annotated[str, Field(max_length=100), _PLAIN]
    revision: Annotated[Whole, Field(ge=1, lt=2**63)]
    contract_number: ContractNumber


class PriceComponentRecord(EventData):
    """A part of a price, rubles per kWh without VAT (domain.md 3.5 P1)."""

    kind: Literal["energy", "capacity", "transmission", "sales_surcharge", "infrastructure"]
    price: NumberText


class ChargeLineRecord(EventData):
    """A line of a bill. Volume is kWh, `price` rubles per kWh without VAT, `vat_rate` percent (null = no VAT)."""

    name: Annotated[str, Field(max_length=200), _PLAIN] | None = None
    zone: Zone | None = None
    meter_serial: Annotated[str, Field(max_length=64), _PLAIN] | None = None
    previous: NumberText | None = None
    current: NumberText | None = None
    multiplier: NumberText | None = None
    volume_kwh: NumberText | None = None
    price: NumberText | None = None
    components: Annotated[list[PriceComponentRecord], Field(max_length=20)] | None = None
    net: MoneyText
    vat_rate: Annotated[Decimal, Field(le=100, decimal_places=4), _NATURAL, _NATURAL_SCHEMA] | None = None
    vat: MoneyText
    gross: MoneyText


class ChargeRecord(BillingItem):
    """A charge for a month. Lines add up to the totals to the kopeck. `due_on` null = by the supplier's rule;
    `reason` says why a correction was made."""

    period: Month
    posted_on: Day
    due_on: Day | None = None
    lines: Annotated[list[ChargeLineRecord], Field(min_length=1, max_length=500)]
    net: MoneyText
    vat: MoneyText
    gross: MoneyText
    reason: Annotated[str, Field(max_length=500), _PLAIN] | None = None


class AllocationRecord(EventData):
    """A part of a payment that the payer meant for a month."""

    period: Month
    amount: Annotated[Decimal, Field(gt=0), _MONEY_TEXT, _MONEY_SCHEMA]


class PaymentRecord(BillingItem):
    """A payment received. No allocations = the oldest debt first; an amount of zero takes an earlier revision back."""

    paid_on: Day
    amount: Annotated[Decimal, Field(ge=0), _MONEY_TEXT, _MONEY_SCHEMA]
    purpose: Annotated[str, Field(max_length=1000), _PLAIN] | None = None
    payer_inn: Annotated[str, Field(max_length=12), _PLAIN] | None = None
    document_number: Annotated[str, Field(max_length=50), _PLAIN] | None = None
    allocations: Annotated[list[AllocationRecord], Field(default_factory=list, max_length=200), NoneIsEmpty]


class FileRecord(EventData):
    """A file with its content in base64."""

    name: Annotated[str, Field(max_length=255), _PLAIN]
    media_type: Annotated[str, Field(max_length=100), _PLAIN]
    content_base64: Annotated[str, Field(max_length=30_000_000)]


class DocumentRecord(BillingItem):
    """A document. No file: the portal renders the printed form from its data."""

    kind: Literal["bill", "vat_invoice", "upd", "act", "reconciliation", "notice"]
    number: Annotated[str, Field(max_length=100), _PLAIN]
    issued_on: Day
    period: Month | None = None
    gross: MoneyText | None = None
    file: FileRecord | None = None


class ChargePublished(SupplierBillingEvent, ChargeRecord):
    """The supplier's billing tells a charge (topic `supplier.billing.v1`, key = contract number)."""

    key_field: ClassVar[str] = "contract_number"


class PaymentPublished(SupplierBillingEvent, PaymentRecord):
    """The supplier's billing tells a payment."""

    key_field: ClassVar[str] = "contract_number"


class DocumentPublished(SupplierBillingEvent, DocumentRecord):
    """The supplier's billing tells a document; with its file at most 1 MB here, larger ones go over HTTP."""

    key_field: ClassVar[str] = "contract_number"
