"""What this service says and takes over HTTP."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from chassis.errors import invalid
from events.schemas.supplier import ContractTerms
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from contracts.domain.contract import ContractStatus, DeliveryPoint, Manager, Party, VoltageLevel
from contracts.domain.emails import normalise_email
from contracts.domain.numbers import parse_contract_number
from contracts.domain.roles import Role


def _contract_number(text: str) -> str:
    number = parse_contract_number(text)
    if number is None:
        raise invalid(
            "contract_number", ru="Номер договора состоит из 14 цифр.", en="The number of a contract has 14 digits."
        )
    return number


def normal_email(text: str) -> str:
    """An address in the form in which it is compared; what is none is refused with its code."""
    email = normalise_email(text)
    if email is None:
        raise invalid("email", ru="Это не адрес электронной почты.", en="This is not an e-mail address.")
    return email


class BindingRequest(BaseModel):
    """The number of a contract, with or without spaces, and any e-mail that stands in it."""

    number: Annotated[str, Field(max_length=100), AfterValidator(_contract_number)]
    email: Annotated[str, Field(max_length=254), AfterValidator(normal_email)]


class Requested(BaseModel):
    """The same whether or not the pair matches."""

    id: UUID
    status: Literal["pending"] = "pending"
    expires_at: datetime


class OpenRequest(Requested):
    """A request that waits for the answer of the e-mail's owner."""

    number: str
    email: str
    requested_at: datetime


class AskedBy(BaseModel):
    """Who asked for the contract."""

    name: str
    email: str


class Confirmation(BaseModel):
    """What the letter's link would confirm."""

    number: str
    party_name: str
    asked_by: AskedBy
    expires_at: datetime


class DecisionIn(BaseModel):
    """The answer of the e-mail's owner."""

    decision: Literal["confirm", "reject"]


class Decided(BaseModel):
    """What became of the request."""

    number: str
    status: Literal["bound", "rejected"]


class PartyBrief(BaseModel):
    """The customer in a list."""

    model_config = ConfigDict(from_attributes=True)

    name: str
    inn: str
    kpp: str | None


class ContractBrief(BaseModel):
    """A contract in the list of a user who sees it. `role` is his; `bound_at`: since when he sees it; `label`: what he
    calls it."""

    number: str
    party: PartyBrief
    status: ContractStatus
    address: str | None
    bound_at: datetime
    role: Role
    label: str | None = None


class MemberOut(BaseModel):
    """A user of the company who sees the contract."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    name: str | None
    email: str | None
    role: Role
    you: bool


class ContractPage(BaseModel):
    """Everything the page of a contract shows. Power is in kW; values of meters are kWh on the dial."""

    number: str
    status: ContractStatus
    role: Role
    bound_at: datetime
    label: str | None = None
    revision: int
    party: Party
    signed_on: date | None
    valid_until: date | None
    address: str | None
    price_category: int | None
    voltage_level: VoltageLevel | None
    max_power_kw: Decimal | None
    emails: list[str]
    manager: Manager | None
    delivery_points: list[DeliveryPoint]
    members: list[MemberOut]


class ContractBody(ContractTerms):
    """A contract told by PUT: its number stands in the path."""

    model_config = ConfigDict(defer_build=False)  # FastAPI warns of bodies that are built at first use


class Registered(BaseModel):
    """What became of a contract told by PUT."""

    number: str
    revision: int
    status: Literal["created", "unchanged"]


class Batch(BaseModel):
    """Contracts, each with its number; each is looked at alone."""

    model_config = ConfigDict(extra="forbid")

    items: Annotated[
        list[Any], Field(max_length=1000, description="Each as the body of PUT, with its `number` besides")
    ]


class BatchItem(BaseModel):
    """What became of one item; a refused one says why."""

    index: int
    status: Literal["created", "unchanged", "refused"]
    problem: dict[str, Any] | None = None


class BatchAnswer(BaseModel):
    """One answer per item, in the order of the batch."""

    items: Sequence[BatchItem]
