"""Contracts with their delivery points."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, insert, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession

from metering.domain.registry import RegisteredContract
from metering.domain.windows import WindowRule
from metering.storage.models import ContractRow, DeliveryPointRow

_KEPT = ("revision", "customer_kind", "valid_until", "max_power_kw")
_POINT = ("code", "name", "address", "window_opens_day", "window_closes_day")


@dataclass(frozen=True)
class WindowRules:
    """What decides the windows of a contract: of its kind of customer, and of each point by its code."""

    of_kind: WindowRule
    points: Sequence[tuple[str, WindowRule]]


class ContractRepository:
    """What the registry told, guarded by its revision."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def write_newer(self, contracts: Sequence[RegisteredContract]) -> set[str]:
        """Write contracts whose revision is higher than the kept one, and lock their rows; the numbers written."""
        rows = [{"number": one.number, **{name: getattr(one, name) for name in _KEPT}} for one in contracts]
        write = upsert(ContractRow)
        newer = write.on_conflict_do_update(
            index_elements=[ContractRow.number],
            set_={name: write.excluded[name] for name in _KEPT},
            where=ContractRow.revision < write.excluded.revision,
        )
        return set(await self._session.scalars(newer.returning(ContractRow.number), rows))

    async def replace_points(self, contracts: Sequence[RegisteredContract]) -> None:
        """Let the contracts have these points and no other."""
        numbers = [contract.number for contract in contracts]
        await self._session.execute(delete(DeliveryPointRow).where(DeliveryPointRow.contract_number.in_(numbers)))
        rows = [
            {"contract_number": contract.number, **{name: getattr(point, name) for name in _POINT}}
            for contract in contracts
            for point in contract.points
        ]
        if rows:
            await self._session.execute(insert(DeliveryPointRow), rows)

    async def lock(self, number: str) -> None:
        """The contract is the caller's until the transaction ends: its readings are taken one after another."""
        await self._session.execute(
            select(ContractRow.number).where(ContractRow.number == number).with_for_update(key_share=True)
        )

    async def window_rules(self, number: str) -> WindowRules | None:
        """None for a contract that the registry has not told."""
        kind = await self._session.scalar(select(ContractRow.customer_kind).where(ContractRow.number == number))
        if kind is None:
            return None
        days = (DeliveryPointRow.window_opens_day, DeliveryPointRow.window_closes_day)
        points = select(DeliveryPointRow.code, *days).where(DeliveryPointRow.contract_number == number)
        rows = await self._session.execute(points.order_by(DeliveryPointRow.code))
        return WindowRules(WindowRule(kind), [(code, WindowRule(kind, opens, closes)) for code, opens, closes in rows])
