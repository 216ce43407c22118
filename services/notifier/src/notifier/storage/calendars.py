"""Dates of contracts, and whose calendar shows them."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import DateTime, LargeBinary, Text, and_, delete, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from notifier.domain.calendar import AUDIENCE, ContractDate
from notifier.storage.models import Account, Base, Binding

_MANY = 1000
"""A calendar shows no more: the nearest."""


class DateRow(Base):
    """A date of a contract; told again under its key, it moves."""

    __tablename__ = "dates"

    contract_number: Mapped[str] = mapped_column(Text, primary_key=True)
    kind: Mapped[str] = mapped_column(Text, primary_key=True)
    key: Mapped[str] = mapped_column(Text, primary_key=True)
    first_day: Mapped[date]
    last_day: Mapped[date] = mapped_column(index=True)
    detail: Mapped[str] = mapped_column(Text)


class CalendarRow(Base):
    """The secret address of a user's calendar, of which only the hash is known."""

    __tablename__ = "calendars"

    user_id: Mapped[UUID] = mapped_column(primary_key=True)
    token_sha256: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class Dates:
    """What the calendars show."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def keep(self, dates: Sequence[ContractDate]) -> None:
        """Of several with one key the last counts."""
        rows = {(one.contract_number, one.kind, one.key): asdict(one) for one in dates}
        if not rows:
            return
        new = insert(DateRow).values([rows[key] for key in sorted(rows)])
        told = {name: new.excluded[name] for name in ("first_day", "last_day", "detail")}
        key = [DateRow.contract_number, DateRow.kind, DateRow.key]
        await self._session.execute(new.on_conflict_do_update(index_elements=key, set_=told))

    async def of_user(self, user_id: UUID, since: date) -> list[DateRow]:
        """Those that his role in each contract is told, from `since` on, by day."""
        seen = or_(*(and_(DateRow.kind == kind, Binding.role.in_(roles)) for kind, roles in AUDIENCE.items()))
        his = (
            select(DateRow)
            .join(Binding, Binding.contract_number == DateRow.contract_number)
            .where(Binding.user_id == user_id, Binding.active(), seen, DateRow.last_day >= since)
            .order_by(DateRow.first_day, DateRow.contract_number, DateRow.kind, DateRow.key)
        )
        return list(await self._session.scalars(his.limit(_MANY)))


class Calendars:
    """The secret addresses."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def open(self, user_id: UUID, token_sha256: bytes, now: datetime) -> None:
        """A new address; the earlier one is dead."""
        facts = {"token_sha256": token_sha256, "created_at": now}
        new = insert(CalendarRow).values(user_id=user_id, **facts)
        await self._session.execute(new.on_conflict_do_update(index_elements=[CalendarRow.user_id], set_=facts))

    async def close(self, user_id: UUID) -> None:
        """No address any more."""
        await self._session.execute(delete(CalendarRow).where(CalendarRow.user_id == user_id))

    async def created_at(self, user_id: UUID) -> datetime | None:
        """Since when he has one."""
        return await self._session.scalar(select(CalendarRow.created_at).where(CalendarRow.user_id == user_id))

    async def user_of(self, token_sha256: bytes) -> UUID | None:
        """Whose it is; nobody's once his account is closed."""
        found = select(CalendarRow.user_id).outerjoin(Account, Account.user_id == CalendarRow.user_id)
        return await self._session.scalar(
            found.where(CalendarRow.token_sha256 == token_sha256, Account.closed_at.is_(None))
        )
