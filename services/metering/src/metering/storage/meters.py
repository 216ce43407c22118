"""Meters of contracts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, and_, case, exists, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from metering.domain.monthly import MonthlyMeter
from metering.domain.readings import Baseline
from metering.domain.registry import RegisteredContract, RegisteredMeter
from metering.domain.windows import WindowRule
from metering.domain.zones import TariffZone
from metering.storage.models import BindingRow, ContractRow, DeliveryPointRow, MeterRow
from metering.storage.reading_models import MultiplierRow

_TOLD = (
    "model",
    "multiplier",
    "digits",
    "decimals",
    "zones",
    "remote_read",
    "installed_on",
    "next_verification_on",
    "initial",
    "removed_on",
    "final",
)
MeterAtPoint = tuple[MeterRow, DeliveryPointRow]
MeterKey = tuple[str, str]
"""Point's code and meter's serial: unique within a contract, and the order of lists."""
_ALWAYS = date(1900, 1, 1)


@dataclass(frozen=True)
class RuledMeter:
    """A meter with what decides its window."""

    meter: MeterRow
    rule: WindowRule


def at_point() -> ColumnElement[bool]:
    """A meter stands at its point."""
    return and_(
        DeliveryPointRow.contract_number == MeterRow.contract_number, DeliveryPointRow.code == MeterRow.point_code
    )


def baseline_of(told: Mapping[str, Any] | None) -> Baseline | None:
    """`initial` or `final` of a meter as values that a volume can be counted from."""
    if told is None:
        return None
    return Baseline(date.fromisoformat(told["taken_on"]), zone_values(told["values"]))


def zone_values(told: Mapping[str, str]) -> dict[TariffZone, Decimal]:
    """Numbers by zone that were kept as text."""
    return {TariffZone(zone): Decimal(text) for zone, text in told.items()}


class MeterRepository:
    """Meters as registered, under ids that stay."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def replace(self, contracts: Sequence[RegisteredContract]) -> None:
        """List these meters; one that is told no more keeps its row, since readings may refer to it."""
        numbers = [contract.number for contract in contracts]
        await self._session.execute(update(MeterRow).where(MeterRow.contract_number.in_(numbers)).values(listed=False))
        rows = [
            _row(contract.number, point.code, meter)
            for contract in contracts
            for point in contract.points
            for meter in point.meters
        ]
        write = insert(MeterRow)
        told = {name: write.excluded[name] for name in (*_TOLD, "listed")}
        key = [MeterRow.contract_number, MeterRow.point_code, MeterRow.serial]
        if rows:
            await self._session.execute(write.on_conflict_do_update(index_elements=key, set_=told), rows)
        for contract in contracts:
            await self._keep_multipliers(contract.number, contract.told_on)

    async def _keep_multipliers(self, number: str, told_on: date) -> None:
        """A multiplier that differs from the last known one holds from the day it was told; a first one always did."""
        known = select(MultiplierRow.multiplier).where(MultiplierRow.meter_id == MeterRow.id)
        last = known.order_by(MultiplierRow.valid_from.desc()).limit(1).scalar_subquery()
        since = case((exists().where(MultiplierRow.meter_id == MeterRow.id), told_on), else_=_ALWAYS)
        changed = select(MeterRow.id, since, MeterRow.multiplier).where(
            MeterRow.contract_number == number, MeterRow.multiplier.is_distinct_from(last)
        )
        write = insert(MultiplierRow).from_select(["meter_id", "valid_from", "multiplier"], changed)
        key = [MultiplierRow.meter_id, MultiplierRow.valid_from]
        await self._session.execute(
            write.on_conflict_do_update(index_elements=key, set_={"multiplier": write.excluded.multiplier})
        )

    async def serials_of(self, number: str) -> dict[UUID, str]:
        """Every meter the contract ever had, in order of MeterKey."""
        found = select(MeterRow.id, MeterRow.serial).where(MeterRow.contract_number == number)
        rows = await self._session.execute(found.order_by(MeterRow.point_code, MeterRow.serial))
        return {row.id: row.serial for row in rows}

    async def monthly_of(self, number: str) -> Sequence[MonthlyMeter]:
        """Every meter the contract ever had, in order of MeterKey; of those not listed any more nothing is awaited."""
        found = (
            select(MeterRow, ContractRow.customer_kind, DeliveryPointRow)
            .join(ContractRow, ContractRow.number == MeterRow.contract_number)
            .outerjoin(DeliveryPointRow, at_point())
            .where(MeterRow.contract_number == number)
            .order_by(MeterRow.point_code, MeterRow.serial)
        )
        return [_monthly(*row) for row in await self._session.execute(found)]

    async def role_at(self, meter_id: UUID, user_id: UUID) -> str | None:
        """As what the user sees the contract of the meter; None: not at all."""
        found = (
            select(BindingRow.role)
            .join(MeterRow, MeterRow.contract_number == BindingRow.contract_number)
            .where(MeterRow.id == meter_id, BindingRow.user_id == user_id, BindingRow.active())
        )
        return await self._session.scalar(found.limit(1))

    async def removed_of(self, numbers: Sequence[str]) -> Sequence[RuledMeter]:
        """Meters of the contracts that were taken off and have closing values."""
        found = (
            select(MeterRow, ContractRow.customer_kind, DeliveryPointRow)
            .join(ContractRow, ContractRow.number == MeterRow.contract_number)
            .join(DeliveryPointRow, at_point())
            .where(MeterRow.contract_number.in_(numbers), MeterRow.listed, MeterRow.final.is_not(None))
        )
        return [RuledMeter(meter, _rule(kind, point)) for meter, kind, point in await self._session.execute(found)]

    async def named(self, number: str, serial: str, point_code: str | None) -> Sequence[MeterRow]:
        """Listed meters of the contract with the serial number, at the point if it is told."""
        found = select(MeterRow).where(MeterRow.contract_number == number, MeterRow.serial == serial, MeterRow.listed)
        if point_code is not None:
            found = found.where(MeterRow.point_code == point_code)
        return (await self._session.scalars(found)).all()

    async def list_of(self, number: str, *, after: MeterKey | None, limit: int) -> Sequence[MeterAtPoint]:
        """Listed meters of the contract with their points, in order of MeterKey."""
        order = (MeterRow.point_code, MeterRow.serial)
        found = (
            select(MeterRow, DeliveryPointRow)
            .join(DeliveryPointRow, at_point())
            .where(MeterRow.contract_number == number, MeterRow.listed)
            .order_by(*order)
            .limit(limit)
        )
        if after is not None:
            found = found.where(tuple_(*order) > after)
        return (await self._session.execute(found)).all()


def _monthly(meter: MeterRow, kind: str, point: DeliveryPointRow | None) -> MonthlyMeter:
    opening = baseline_of(meter.initial)
    return MonthlyMeter(
        id=meter.id,
        serial=meter.serial,
        zones=[TariffZone(zone) for zone in meter.zones],
        rule=_rule(kind, point),
        awaited=meter.listed and not meter.remote_read,
        opened_on=opening.taken_on if opening else meter.installed_on,
        removed_on=meter.removed_on,
    )


def _rule(kind: str, point: DeliveryPointRow | None) -> WindowRule:
    return WindowRule(kind, point.window_opens_day, point.window_closes_day) if point else WindowRule(kind)


def _row(number: str, point_code: str, meter: RegisteredMeter) -> dict[str, Any]:
    told = {name: getattr(meter, name) for name in _TOLD}
    key = {"contract_number": number, "point_code": point_code, "serial": meter.serial}
    return {"id": uuid4(), **key, **told, "listed": True}
