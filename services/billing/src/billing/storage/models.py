"""The tables."""

from datetime import datetime
from uuid import UUID

from chassis.database import NAMING_CONVENTION
from sqlalchemy import BigInteger, ColumnElement, DateTime, Index, MetaData, Text, and_
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """The tables of this service; constraints are named by the house's convention."""

    metadata = MetaData(naming_convention=NAMING_CONVENTION)


class BindingRow(Base):
    """A contract in an account. A row that knows its end stays: a start that is told late must not revive it."""

    __tablename__ = "bindings"
    __table_args__ = (Index("ix_bindings_active", "user_id", "contract_number", postgresql_where="unbound_at IS NULL"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    contract_number: Mapped[str] = mapped_column(Text)
    user_id: Mapped[UUID]
    bound_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    unbound_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    @classmethod
    def active(cls) -> ColumnElement[bool]:
        """Begun and not ended."""
        return and_(cls.bound_at.is_not(None), cls.unbound_at.is_(None))


class ContractRow(Base):
    """Whose a contract is and what it says of the payer, at the newest revision that came."""

    __tablename__ = "contracts"

    number: Mapped[str] = mapped_column(Text, primary_key=True)
    revision: Mapped[int] = mapped_column(BigInteger)
    customer_kind: Mapped[str] = mapped_column(Text)
    party_name: Mapped[str] = mapped_column(Text)
    inn: Mapped[str] = mapped_column(Text)
    kpp: Mapped[str | None] = mapped_column(Text)
    address: Mapped[str | None] = mapped_column(Text)
