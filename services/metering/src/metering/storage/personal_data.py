"""What is kept here of one person, for him to take with him."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from metering.storage.models import BindingRow
from metering.storage.reading_models import ImportRow, ReadingRow


class PersonalData:
    """Rows of one user, and of nobody else."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def of(self, user_id: UUID) -> dict[str, list[Mapping[str, Any]]]:
        """By what they are: what he sent, and what he could see."""
        access, reading, sheet = BindingRow, ReadingRow, ImportRow
        queries = {
            "access": select(access.contract_number, access.role, access.bound_at, access.unbound_at).where(
                access.user_id == user_id
            ),
            "readings": select(
                reading.id,
                reading.contract_number,
                reading.meter_serial,
                reading.period,
                reading.taken_on,
                reading.values,
                reading.source,
                reading.state,
                reading.received_at,
            )
            .where(reading.actor_id == user_id)
            .order_by(reading.id),
            "imports": select(
                sheet.id, sheet.contract_number, sheet.file_name, sheet.kind, sheet.state, sheet.created_at
            )
            .where(sheet.user_id == user_id)
            .order_by(sheet.created_at),
        }
        found = {name: await self._session.execute(query) for name, query in queries.items()}
        return {name: [dict(row) for row in result.mappings()] for name, result in found.items()}
