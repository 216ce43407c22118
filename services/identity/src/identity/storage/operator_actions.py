"""What operators did: only ever added to (a trigger sees to it)."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

import uuid_utils.compat as uuid_utils
from sqlalchemy import Index, Text, Uuid, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from identity.storage.models import Base, Instant


class OperatorAction(Base):
    """One act; `subject` is the id of whom it was done to. No personal data stands here."""

    __tablename__ = "operator_actions"
    __table_args__ = (Index(None, "subject"),)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant)
    operator_id: Mapped[UUID] = mapped_column(Uuid)
    action: Mapped[str] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(Text)
    reason: Mapped[str | None] = mapped_column(Text)
    address: Mapped[str] = mapped_column(Text)


class Act(NamedTuple):
    """Who acts, from where, and why."""

    operator_id: UUID
    address: str
    reason: str | None = None


class OperatorActions:
    """The record, the newest first."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    def add(self, act: Act, action: str, subject: str) -> None:
        """Keep one more, in the transaction of what was done."""
        row = OperatorAction(
            id=uuid_utils.uuid7(), at=datetime.now(UTC), action=action, subject=subject, **act._asdict()
        )
        self._session.add(row)

    async def page(self, *, subject: str | None, before: UUID | None, limit: int) -> Sequence[OperatorAction]:
        """Up to `limit` of them, older than `before`."""
        query = select(OperatorAction).order_by(OperatorAction.id.desc()).limit(limit)
        if subject is not None:
            query = query.where(OperatorAction.subject == subject)
        if before is not None:
            query = query.where(OperatorAction.id < before)
        return (await self._session.scalars(query)).all()
