"""News of contracts: what is registered, and who may see it."""

from collections.abc import Sequence

from chassis.database import AsyncSession
from events import Router
from events.schemas.contracts import (
    BindingEvent,
    ContractBound,
    ContractChanged,
    ContractRegistered,
    ContractSnapshot,
    ContractUnbound,
    DeliveryPointData,
    MemberJoined,
    MemberLeft,
    MemberRoleChanged,
    MeterData,
)

from metering.domain.binding import Binding
from metering.domain.periods import day_of
from metering.domain.registry import RegisteredContract, RegisteredMeter, RegisteredPoint
from metering.usecases.end_access import end_access
from metering.usecases.give_role import give_role
from metering.usecases.grant_access import grant_access
from metering.usecases.remember_contracts import remember_contracts

router = Router()


# A snapshot carries everything at its revision, so the revision guards against the old and the repeated.
@router.on_batch(ContractRegistered, inbox=False)
async def on_registered(session: AsyncSession, events: Sequence[ContractRegistered]) -> None:
    """Contracts told for the first time."""
    await remember_contracts(session, [contract_of(event) for event in events])


@router.on_batch(ContractChanged, inbox=False)
async def on_changed(session: AsyncSession, events: Sequence[ContractChanged]) -> None:
    """Contracts at a higher revision."""
    await remember_contracts(session, [contract_of(event) for event in events])


@router.on(ContractBound)
async def on_bound(session: AsyncSession, event: ContractBound) -> None:
    """The account sees the contract."""
    await grant_access(session, _binding(event), event.bound_at)


@router.on(ContractUnbound)
async def on_unbound(session: AsyncSession, event: ContractUnbound) -> None:
    """The account sees it no more; its members have been told by name."""
    await end_access(session, _binding(event), event.unbound_at)


@router.on(MemberJoined)
async def on_joined(session: AsyncSession, event: MemberJoined) -> None:
    """A member sees the contract as his role allows."""
    await grant_access(session, _membership(event), event.joined_at)


@router.on(MemberRoleChanged)
async def on_role(session: AsyncSession, event: MemberRoleChanged) -> None:
    """Another role, at once."""
    await give_role(session, _membership(event))


@router.on(MemberLeft)
async def on_left(session: AsyncSession, event: MemberLeft) -> None:
    """The member sees it no more."""
    await end_access(session, _membership(event), event.left_at)


def _binding(event: BindingEvent) -> Binding:
    return Binding(event.binding_id, event.contract_number, event.user_id)


def _membership(event: MemberJoined | MemberRoleChanged | MemberLeft) -> Binding:
    return Binding(event.member_id, event.contract_number, event.member_user_id, event.role)


def contract_of(event: ContractSnapshot) -> RegisteredContract:
    """The contract in our own words."""
    return RegisteredContract(
        number=event.contract_number,
        revision=event.revision,
        customer_kind=event.party.kind,
        valid_until=event.valid_until,
        max_power_kw=event.max_power_kw,
        told_on=day_of(event.occurred_at),
        points=[_point(point) for point in event.delivery_points],
    )


def _point(data: DeliveryPointData) -> RegisteredPoint:
    opens, closes = (data.window.opens_day, data.window.closes_day) if data.window else (None, None)
    return RegisteredPoint(data.code, data.name, data.address, opens, closes, [_meter(one) for one in data.meters])


def _meter(data: MeterData) -> RegisteredMeter:
    fields = {name: getattr(data, name) for name in MeterData.model_fields}
    fields["initial"] = data.initial and data.initial.model_dump(mode="json")
    fields["final"] = data.final and data.final.model_dump(mode="json")
    return RegisteredMeter(**fields)
