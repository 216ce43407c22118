"""Events of contracts, keyed by contract number.

`contracts.registry.v1` carries the registry as the supplier keeps it (no e-mails, no phones);
`contracts.bindings.v1` says which account holds which contract.
"""

from datetime import date
from decimal import Decimal
from typing import ClassVar, Literal
from uuid import UUID

from pydantic import AwareDatetime

from events.envelope import Event, EventData

CustomerKind = Literal["company", "sole_proprietor", "premises_owner"]
VoltageLevel = Literal["HV", "MV1", "MV2", "LV"]
MemberRole = Literal["accountant", "engineer", "viewer"]
Zone = Literal["SINGLE", "DAY", "NIGHT", "PEAK", "HALF_PEAK"]


class PartyData(EventData):
    """The customer's side of the contract."""

    kind: CustomerKind
    name: str
    inn: str
    kpp: str | None
    ogrn: str | None


class RegisterValuesData(EventData):
    """Values of all zones of a meter on a date, as text of kWh on the dial."""

    taken_on: date
    values: dict[Zone, Decimal]


class MeterData(EventData):
    """A meter as registered; `multiplier` is the product of transformer ratios."""

    serial: str
    model: str | None
    multiplier: Decimal
    digits: int
    decimals: int
    zones: list[Zone]
    remote_read: bool
    installed_on: date | None
    next_verification_on: date | None
    initial: RegisterValuesData | None
    removed_on: date | None
    final: RegisterValuesData | None


class WindowData(EventData):
    """Days of the month in which readings are taken; past the month's end means its last day."""

    opens_day: int
    closes_day: int


class DeliveryPointData(EventData):
    """A delivery point of the contract; `code` is also the code of 80020."""

    code: str
    name: str | None
    address: str | None
    window: WindowData | None
    meters: list[MeterData]


class ContractSnapshot(Event):
    """The whole registered contract at `revision`."""

    key_field: ClassVar[str] = "contract_number"
    contract_number: str
    revision: int
    party: PartyData
    signed_on: date | None
    valid_until: date | None
    address: str | None
    price_category: int | None
    voltage_level: VoltageLevel | None
    max_power_kw: Decimal | None
    delivery_points: list[DeliveryPointData]


class ContractRegistered(ContractSnapshot):
    """The registry sent a contract for the first time."""


class ContractChanged(ContractSnapshot):
    """The registry sent a higher revision."""


class BindingEvent(Event):
    """An event about one binding of a contract to an account."""

    key_field: ClassVar[str] = "contract_number"
    contract_number: str
    binding_id: UUID
    user_id: UUID


class ContractBindRequested(BindingEvent):
    """A user asked for a contract with an e-mail that stands in it: the letter goes to `email`."""

    email: str
    asked_by_name: str
    asked_by_email: str
    party_name: str
    link_id: UUID
    expires_at: AwareDatetime


class ContractBound(BindingEvent):
    """The contract's e-mail confirmed: the user sees the contract from now on."""

    email: str
    owner_email: str
    party_name: str
    bound_at: AwareDatetime


class ContractUnbound(BindingEvent):
    """The binding ended: nobody of that account sees the contract any more.
    `reason`: owner, account_closed, registry."""

    email: str
    owner_email: str
    party_name: str
    reason: str
    unbound_at: AwareDatetime


class ContractBindRejected(BindingEvent):
    """The contract's e-mail answered «Это не мы»."""

    rejected_at: AwareDatetime


class MemberEvent(BindingEvent):
    """An event about another user of a bound contract. `user_id` is the owner's, `binding_id` his binding's;
    `member_id` names the invitation and what became of it."""

    member_id: UUID


class MemberInvited(MemberEvent):
    """The owner invited whoever owns the address `email`: the letter goes there. The same `member_id` with another
    `link_id`: the letter was asked for again, and the earlier link is dead."""

    email: str
    role: MemberRole
    asked_by_name: str
    asked_by_email: str
    party_name: str
    link_id: UUID
    expires_at: AwareDatetime


class MemberJoined(MemberEvent):
    """The invitation was accepted: the user `member_user_id` sees the contract from now on, as his role allows."""

    member_user_id: UUID
    member_name: str
    email: str
    role: MemberRole
    owner_email: str
    party_name: str
    joined_at: AwareDatetime


class MemberRoleChanged(MemberEvent):
    """The owner gave the member another role, at once in force."""

    member_user_id: UUID
    email: str
    role: MemberRole
    previous_role: MemberRole
    party_name: str
    changed_at: AwareDatetime


class MemberLeft(MemberEvent):
    """The member sees the contract no more. `reason`: left (by himself), removed (by the owner), unbound (the contract
    left the owner's account; ContractUnbound follows), account_closed (the member's)."""

    member_user_id: UUID
    member_name: str
    email: str
    role: MemberRole
    owner_email: str
    party_name: str
    reason: str
    left_at: AwareDatetime
