"""Meters of contracts."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from sqlalchemy import and_, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from metering.domain.registry import RegisteredContract, RegisteredMeter
from metering.storage.models import DeliveryPointRow, MeterRow

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

    async def list_of(self, number: str, *, after: MeterKey | None, limit: int) -> Sequence[MeterAtPoint]:
        """Listed meters of the contract with their points, in order of MeterKey."""
        at_point = and_(
            DeliveryPointRow.contract_number == MeterRow.contract_number, DeliveryPointRow.code == MeterRow.point_code
        )
        order = (MeterRow.point_code, MeterRow.serial)
        found = (
            select(MeterRow, DeliveryPointRow)
            .join(DeliveryPointRow, at_point)
            .where(MeterRow.contract_number == number, MeterRow.listed)
            .order_by(*order)
            .limit(limit)
        )
        if after is not None:
            found = found.where(tuple_(*order) > after)
        return (await self._session.execute(found)).all()


def _row(number: str, point_code: str, meter: RegisteredMeter) -> dict[str, Any]:
    told = {name: getattr(meter, name) for name in _TOLD}
    key = {"contract_number": number, "point_code": point_code, "serial": meter.serial}
    return {"id": uuid4(), **key, **told, "listed": True}
