"""The tables."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from chassis.audit import operator_actions_table
from chassis.database import NAMING_CONVENTION
from sqlalchemy import BigInteger, ColumnElement, DateTime, Index, MetaData, SmallInteger, Text, UniqueConstraint, and_
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """The tables of this service; constraints are named by the house's convention."""

    metadata = MetaData(naming_convention=NAMING_CONVENTION)


class BindingRow(Base):
    """A contract in an account. A row that knows its end stays: a start that is told late must not revive it."""

    __tablename__ = "bindings"
    __table_args__ = (
        Index("ix_bindings_active", "user_id", "contract_number", postgresql_where="unbound_at IS NULL"),
        Index("ix_bindings_contract_number", "contract_number", postgresql_where="unbound_at IS NULL"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    contract_number: Mapped[str] = mapped_column(Text)
    user_id: Mapped[UUID]
    role: Mapped[str] = mapped_column(Text, server_default="owner")
    bound_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    unbound_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    @classmethod
    def active(cls) -> ColumnElement[bool]:
        """Begun and not ended."""
        return and_(cls.bound_at.is_not(None), cls.unbound_at.is_(None))


class ContractRow(Base):
    """What metering must know of a contract, at the newest revision that came."""

    __tablename__ = "contracts"

    number: Mapped[str] = mapped_column(Text, primary_key=True)
    revision: Mapped[int] = mapped_column(BigInteger)
    customer_kind: Mapped[str] = mapped_column(Text)
    valid_until: Mapped[date | None]
    max_power_kw: Mapped[Decimal | None]


class DeliveryPointRow(Base):
    """A delivery point; the same code may stand in several contracts. Window days are the point's own, if any."""

    __tablename__ = "delivery_points"
    __table_args__ = (Index("ix_delivery_points_window", "window_opens_day", "window_closes_day"),)

    contract_number: Mapped[str] = mapped_column(Text, primary_key=True)
    code: Mapped[str] = mapped_column(Text, primary_key=True)
    name: Mapped[str | None] = mapped_column(Text)
    address: Mapped[str | None] = mapped_column(Text)
    window_opens_day: Mapped[int | None] = mapped_column(SmallInteger)
    window_closes_day: Mapped[int | None] = mapped_column(SmallInteger)


class MeterRow(Base):
    """A meter of a point. Its id is ours and stays; `listed` is false once the registry tells it no more.

    `initial` and `final` are `{"taken_on": date, "values": {zone: text}}`.
    """

    __tablename__ = "meters"
    __table_args__ = (
        UniqueConstraint("contract_number", "point_code", "serial"),
        Index("ix_meters_removed", "contract_number", "point_code", postgresql_where="removed_on IS NOT NULL"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    contract_number: Mapped[str] = mapped_column(Text)
    point_code: Mapped[str] = mapped_column(Text)
    serial: Mapped[str] = mapped_column(Text)
    model: Mapped[str | None] = mapped_column(Text)
    multiplier: Mapped[Decimal]
    digits: Mapped[int] = mapped_column(SmallInteger)
    decimals: Mapped[int] = mapped_column(SmallInteger)
    zones: Mapped[list[str]] = mapped_column(ARRAY(Text))
    remote_read: Mapped[bool]
    installed_on: Mapped[date | None]
    next_verification_on: Mapped[date | None]
    initial: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    removed_on: Mapped[date | None]
    final: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    listed: Mapped[bool] = mapped_column(default=True)


operator_actions = operator_actions_table(Base.metadata)
