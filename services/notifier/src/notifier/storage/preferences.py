"""What users want to be told about."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from notifier.storage.models import Preference

ALL_CONTRACTS = ""


class Preferences:
    """Choices by (kind, contract number); `ALL_CONTRACTS` holds where no contract's own choice does."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def of(self, user_id: UUID) -> Mapping[tuple[str, str], bool]:
        """Everything the user has chosen, in a steady order."""
        statement = select(Preference).where(Preference.user_id == user_id)
        rows = await self._session.scalars(statement.order_by(Preference.kind, Preference.contract_number))
        return {(row.kind, row.contract_number): row.enabled for row in rows}

    async def replace(self, user_id: UUID, choices: Mapping[tuple[str, str], bool]) -> None:
        """Forget what was chosen before, keep these."""
        await self.forget(user_id)
        if choices:
            await self._session.execute(insert(Preference).values(list(_rows(user_id, choices))))

    async def forget(self, user_id: UUID) -> None:
        """The user chose nothing."""
        await self._session.execute(delete(Preference).where(Preference.user_id == user_id))

    async def wanted(self, user_id: UUID, kind: str, contract_number: str | None) -> bool:
        """Whether the user wants this letter; so he does unless he said no."""
        chosen = await self.of(user_id)
        for number in (contract_number or ALL_CONTRACTS, ALL_CONTRACTS):
            if (kind, number) in chosen:
                return chosen[kind, number]
        return True


def _rows(user_id: UUID, choices: Mapping[tuple[str, str], bool]) -> Iterable[dict[str, object]]:
    for (kind, number), enabled in choices.items():
        yield {"user_id": user_id, "kind": kind, "contract_number": number, "enabled": enabled}
