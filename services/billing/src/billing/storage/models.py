"""Contracts and who sees them; everything that is owed is in `ledger_models`, papers in `paper_models`."""

from uuid import UUID

from chassis.audit import operator_actions_table
from chassis.database import NAMING_CONVENTION
from chassis.idempotency import idempotency_table
from sqlalchemy import BigInteger, ColumnElement, Index, MetaData, and_
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from billing.storage.columns import Instant, Plain


class Base(DeclarativeBase):
    """The tables of this service; constraints are named by the house's convention."""

    metadata = MetaData(naming_convention=NAMING_CONVENTION)


class BindingRow(Base):
    """A contract in an account. A row that knows its end stays: a start that is told late must not revive it."""

    __tablename__ = "bindings"
    __table_args__ = (Index("ix_bindings_active", "user_id", "contract_number", postgresql_where="unbound_at IS NULL"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    contract_number: Mapped[Plain]
    user_id: Mapped[UUID]
    role: Mapped[Plain] = mapped_column(server_default="owner")
    bound_at: Mapped[Instant | None]
    unbound_at: Mapped[Instant | None]

    @classmethod
    def active(cls) -> ColumnElement[bool]:
        """Begun and not ended."""
        return and_(cls.bound_at.is_not(None), cls.unbound_at.is_(None))


class ContractRow(Base):
    """Whose a contract is and what it says of the payer, at the newest revision that came."""

    __tablename__ = "contracts"

    number: Mapped[Plain] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(BigInteger)
    customer_kind: Mapped[Plain]
    party_name: Mapped[Plain]
    inn: Mapped[Plain]
    kpp: Mapped[Plain | None]
    address: Mapped[Plain | None]


idempotency_keys = idempotency_table(Base.metadata)
operator_actions = operator_actions_table(Base.metadata)
