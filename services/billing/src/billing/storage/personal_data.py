"""What is kept here of one person, for him to take with him."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from billing.storage.models import BindingRow
from billing.storage.paper_models import ExportRow, PaymentRequestRow


class PersonalData:
    """Rows of one user, and of nobody else."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def of(self, user_id: UUID) -> dict[str, list[Mapping[str, Any]]]:
        """By what they are: what he asked for, and what he could see."""
        access, request, export = BindingRow, PaymentRequestRow, ExportRow
        queries = {
            "access": select(access.contract_number, access.role, access.bound_at, access.unbound_at).where(
                access.user_id == user_id
            ),
            "payment_requests": select(
                request.id, request.contract_number, request.amount, request.purpose, request.created_at
            )
            .where(request.user_id == user_id)
            .order_by(request.created_at),
            "exports": select(export.id, export.contract_number, export.kind, export.state, export.created_at)
            .where(export.user_id == user_id)
            .order_by(export.created_at),
        }
        found = {name: await self._session.execute(query) for name, query in queries.items()}
        return {name: [dict(row) for row in result.mappings()] for name, result in found.items()}
