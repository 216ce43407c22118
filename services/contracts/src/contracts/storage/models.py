"""The tables. Uniqueness is a constraint: one active binding per contract, one open request per pair."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from chassis.audit import operator_actions_table
from chassis.database import NAMING_CONVENTION
from chassis.idempotency import idempotency_table
from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    MetaData,
    SmallInteger,
    Text,
    func,
)
from sqlalchemy.dialects.postgresql import INET
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from contracts.domain.contract import DeliveryPoint, Manager, Party, VoltageLevel
from contracts.storage.columns import AsJson


class Base(DeclarativeBase):
    """The tables of this service; constraints are named by the house's convention."""

    metadata = MetaData(naming_convention=NAMING_CONVENTION)


class BindingState(StrEnum):
    """From the request to the end; only PENDING and ACTIVE are open."""

    PENDING = "pending"
    ACTIVE = "active"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"
    EXPIRED = "expired"
    EMAIL_REMOVED = "email_removed"
    ENDED = "ended"


class ContractRow(Base):
    """A contract as registered, at its newest revision. Points and meters are kept as the document
    they arrive in: the registry replaces them whole, the page shows them whole, nothing asks for one."""

    __tablename__ = "contracts"
    __table_args__ = (CheckConstraint("number ~ '^[0-9]{14}$'", name="number"),)

    number: Mapped[str] = mapped_column(Text, primary_key=True)
    revision: Mapped[int] = mapped_column(BigInteger)
    party: Mapped[Party] = mapped_column(AsJson(Party))
    signed_on: Mapped[date | None]
    valid_until: Mapped[date | None]
    address: Mapped[str | None] = mapped_column(Text)
    price_category: Mapped[int | None] = mapped_column(SmallInteger)
    voltage_level: Mapped[VoltageLevel | None] = mapped_column(Text)
    max_power_kw: Mapped[Decimal | None]
    manager: Mapped[Manager | None] = mapped_column(AsJson(Manager))
    delivery_points: Mapped[list[DeliveryPoint]] = mapped_column(AsJson(list[DeliveryPoint]), deferred=True)
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class ContractEmailRow(Base):
    """An e-mail that stands in a contract, in its normal form."""

    __tablename__ = "contract_emails"

    contract_number: Mapped[str] = mapped_column(ForeignKey(ContractRow.number), primary_key=True)
    email: Mapped[str] = mapped_column(Text, primary_key=True)
    position: Mapped[int] = mapped_column(SmallInteger)


class UserRow(Base):
    """What we must know of identity's users: where to write to, and who is gone."""

    __tablename__ = "users"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    email: Mapped[str | None] = mapped_column(Text)
    name: Mapped[str | None] = mapped_column(Text)
    closed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class BindingRow(Base):
    """A binding from the request on. `contract_number` is set only when number and e-mail matched:
    a request that did not can therefore never become active."""

    __tablename__ = "bindings"
    __table_args__ = (
        CheckConstraint("state <> 'active' OR contract_number IS NOT NULL", name="active_is_of_a_contract"),
        Index("uq_bindings_active", "contract_number", unique=True, postgresql_where="state = 'active'"),
        Index(
            "uq_bindings_pending", "user_id", "asked_number", "email", unique=True, postgresql_where="state = 'pending'"
        ),
        Index("ix_bindings_pending_contract_number", "contract_number", postgresql_where="state = 'pending'"),
        Index("ix_bindings_pending_expires_at", "expires_at", postgresql_where="state = 'pending'"),
        Index("ix_bindings_user_id", "user_id", "state"),
        Index("ix_bindings_email", "email", "requested_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID]
    asked_number: Mapped[str] = mapped_column(Text)
    email: Mapped[str] = mapped_column(Text)
    contract_number: Mapped[str | None] = mapped_column(ForeignKey(ContractRow.number))
    asked_by_name: Mapped[str | None] = mapped_column(Text)
    asked_by_email: Mapped[str | None] = mapped_column(Text)
    link_id: Mapped[UUID] = mapped_column(unique=True)
    state: Mapped[BindingState] = mapped_column(Text)
    requested_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    expires_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    bound_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class BindingAuditRow(Base):
    """What happened to bindings. Append-only by a trigger, which lets only `address` be erased."""

    __tablename__ = "binding_audit"
    __table_args__ = (
        Index("ix_binding_audit_contract_number", "contract_number", "id"),
        Index("ix_binding_audit_user_id", "user_id"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    action: Mapped[str] = mapped_column(Text)
    binding_id: Mapped[UUID]
    contract_number: Mapped[str] = mapped_column(Text)
    user_id: Mapped[UUID]
    link_id: Mapped[UUID | None]
    address: Mapped[str | None] = mapped_column(INET)
    reason: Mapped[str | None] = mapped_column(Text)


idempotency_keys = idempotency_table(Base.metadata)
operator_actions = operator_actions_table(Base.metadata)
