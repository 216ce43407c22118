"""What is kept here of one person, for him to take with him."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from notifier.storage.calendars import CalendarRow
from notifier.storage.hook_models import Webhook
from notifier.storage.models import Account, Binding, Delivery, Preference


class PersonalData:
    """Rows of one user, and of nobody else."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def of(self, user_id: UUID) -> dict[str, list[Mapping[str, Any]]]:
        """By what they are; of letters those to his own address (others about him went to a contract's)."""
        his = select(func.lower(Account.email)).where(Account.user_id == user_id).scalar_subquery()
        letter, choice = Delivery, Preference
        queries = {
            "account": select(Account.email).where(Account.user_id == user_id),
            "access": select(Binding.contract_number, Binding.role, Binding.bound_at, Binding.unbound_at).where(
                Binding.user_id == user_id
            ),
            "preferences": select(choice.kind, choice.contract_number, choice.enabled).where(choice.user_id == user_id),
            "letters": select(
                letter.kind, letter.contract_number, letter.email, letter.subject, letter.state, letter.created_at
            )
            .where(letter.user_id == user_id, func.lower(letter.email) == his)
            .order_by(letter.id),
            "calendar": select(CalendarRow.created_at).where(CalendarRow.user_id == user_id),
            "webhooks": select(
                Webhook.name, Webhook.url, Webhook.events, Webhook.contract_numbers, Webhook.state, Webhook.created_at
            )
            .where(Webhook.user_id == user_id)
            .order_by(Webhook.id),
        }
        found = {name: await self._session.execute(query) for name, query in queries.items()}
        return {name: [dict(row) for row in result.mappings()] for name, result in found.items()}
