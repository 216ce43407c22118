"""The audit of bindings: who, what, when, from where. Rows are only added."""

from collections.abc import Iterable
from typing import Literal
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.storage.member_models import MemberRow
from contracts.storage.models import BindingAuditRow, BindingRow

Action = Literal["requested", "confirmed", "rejected", "withdrawn", "superseded", "expired", "email_removed", "unbound"]
MemberAction = Literal[
    "member_invited",
    "member_invited_again",
    "member_joined",
    "member_declined",
    "member_withdrawn",
    "member_expired",
    "member_role_changed",
    "member_left",
    "member_removed",
]


class BindingAudit:
    """Writes down what happens to bindings."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    def record(
        self,
        action: Action,
        bindings: Iterable[BindingRow],
        *,
        address: str | None = None,
        link_id: UUID | None = None,
        reason: str | None = None,
    ) -> None:
        """`link_id`: through which link; `address`: from where; neither for what happened by itself."""
        self._session.add_all(
            BindingAuditRow(
                action=action,
                binding_id=binding.id,
                contract_number=binding.asked_number,
                user_id=binding.user_id,
                link_id=link_id,
                address=address,
                reason=reason,
            )
            for binding in bindings
        )

    def record_member(
        self,
        action: MemberAction,
        member: MemberRow,
        *,
        by: UUID,
        address: str | None = None,
        link_id: UUID | None = None,
        reason: str | None = None,
    ) -> None:
        """What happened to a membership: it stands in place of the binding, `by` is who did it."""
        self._session.add(
            BindingAuditRow(
                action=action,
                binding_id=member.id,
                contract_number=member.contract_number,
                user_id=by,
                link_id=link_id,
                address=address,
                reason=reason,
            )
        )

    async def erase_addresses(self, user_id: UUID) -> None:
        """Forget from where a user who is gone came; the rows stay."""
        his = update(BindingAuditRow).where(BindingAuditRow.user_id == user_id, BindingAuditRow.address.is_not(None))
        await self._session.execute(his.values(address=None))
