"""The tables of the notifier, without those of the event protocol."""

from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.audit import operator_actions_table
from chassis.database import NAMING_CONVENTION
from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    Computed,
    DateTime,
    Index,
    Integer,
    MetaData,
    Text,
    and_,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """Base of this service's tables."""

    metadata = MetaData(naming_convention=NAMING_CONVENTION)


class Delivery(Base):
    """One letter to one address. It holds a link's id and never its secret."""

    __tablename__ = "deliveries"
    __table_args__ = (
        Index(
            "uq_deliveries_source_event_id_kind_email",
            "source_event_id",
            "kind",
            "email",
            unique=True,
            postgresql_where=text("email <> ''"),  # an erased letter must not stand in another's way
        ),
        CheckConstraint("state IN ('queued', 'sending', 'sent', 'failed', 'expired')", name="state"),
        Index("ix_deliveries_due", "due_at", postgresql_where=text("state IN ('queued', 'sending')")),
        Index("ix_deliveries_of_user", "user_id", "id", postgresql_where=text("user_id IS NOT NULL")),
        Index(
            "ix_deliveries_waiting",  # where news of a contract are gathered in one letter
            "contract_number",
            "kind",
            postgresql_where=text("state = 'queued' AND attempt = 0"),
        ),
        Index("ix_deliveries_finished", "finished_at", postgresql_where=text("finished_at IS NOT NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    source_event_id: Mapped[UUID]
    kind: Mapped[str] = mapped_column(Text)
    user_id: Mapped[UUID | None]
    """Whom it tells about: his personal data stands in it."""
    contract_number: Mapped[str | None] = mapped_column(Text)
    email: Mapped[str] = mapped_column(Text)
    domain: Mapped[str] = mapped_column(Text, Computed("lower(split_part(email, '@', -1))", persisted=True))
    subject: Mapped[str] = mapped_column(Text)
    facts: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """What the template needs; emptied once the letter is final."""
    link_id: Mapped[UUID | None]
    expires_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    """When the link dies, or what the letter tells is no longer of use."""
    state: Mapped[str] = mapped_column(Text, server_default="queued")
    attempt: Mapped[int] = mapped_column(Integer, server_default="0")
    """Tries begun; a try is recorded before the mail server hears of it."""
    due_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    """When to try (again); while `sending`, until when the sender is believed to be alive."""
    reason: Mapped[str | None] = mapped_column(Text)
    traceparent: Mapped[str | None] = mapped_column(Text)
    """The trace of the event, which goes on when the letter is sent."""
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    finished_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class Account(Base):
    """A user as the notifier needs him: where to write, and whether he is to be forgotten."""

    __tablename__ = "accounts"

    user_id: Mapped[UUID] = mapped_column(primary_key=True)
    email: Mapped[str | None] = mapped_column(Text)
    closed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class Binding(Base):
    """Who sees a contract, as what, from when until when."""

    __tablename__ = "bindings"
    __table_args__ = (Index("ix_bindings_active", "contract_number", postgresql_where=text("unbound_at IS NULL")),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    contract_number: Mapped[str] = mapped_column(Text)
    user_id: Mapped[UUID]
    role: Mapped[str] = mapped_column(Text, server_default="owner")
    bound_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    unbound_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    @classmethod
    def active(cls) -> ColumnElement[bool]:
        """Has begun and not ended."""
        return and_(cls.bound_at.is_not(None), cls.unbound_at.is_(None))


class Preference(Base):
    """A user's own choice for a kind of letter; `contract_number` "" means all contracts."""

    __tablename__ = "preferences"

    user_id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(Text, primary_key=True)
    contract_number: Mapped[str] = mapped_column(Text, primary_key=True, server_default="")
    enabled: Mapped[bool]


operator_actions = operator_actions_table(Base.metadata)
