"""The tables of webhooks."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index, LargeBinary, Text, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from notifier.storage.models import Base

_PENDING = text("state = 'pending'")


class Webhook(Base):
    """Where a user's own system is told of events. Its secrets are sealed (chassis.sealing)."""

    __tablename__ = "webhooks"
    __table_args__ = (
        CheckConstraint("state IN ('active', 'paused', 'disabled')", name="state"),
        Index("ix_webhooks_due", "due_at", postgresql_where=text("state = 'active' AND due_at IS NOT NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(index=True)
    name: Mapped[str] = mapped_column(Text)
    url: Mapped[str] = mapped_column(Text)
    events: Mapped[list[str]] = mapped_column(ARRAY(Text))
    contract_numbers: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    """Only these; None: every contract that the user sees."""
    sealed_secret: Mapped[bytes] = mapped_column(LargeBinary)
    sealed_previous: Mapped[bytes | None] = mapped_column(LargeBinary)
    previous_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    """Until then the secret before the last rotation signs too."""
    state: Mapped[str] = mapped_column(Text, server_default="active")
    reason: Mapped[str | None] = mapped_column(Text)
    """Why it is not active: owner, failing, gone."""
    failing_since: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    failures: Mapped[int] = mapped_column(server_default="0")
    rest_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    is_slow: Mapped[bool] = mapped_column(server_default=text("false"))
    leased_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    """Somebody sends to it now, and is believed to be alive until then: one message at a time."""
    due_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    """When the first of its deliveries is due; None: none waits. Whoever changes it holds the row's lock."""
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class HookDelivery(Base):
    """One message to one webhook. `body` is the text that is signed and sent."""

    __tablename__ = "webhook_deliveries"
    __table_args__ = (
        CheckConstraint("state IN ('pending', 'delivered', 'failed', 'dropped')", name="state"),
        UniqueConstraint("webhook_id", "event_id"),  # an event that comes again makes no second message
        Index("ix_webhook_deliveries_due", "webhook_id", "due_at", postgresql_where=_PENDING),
        Index("ix_webhook_deliveries_log", "webhook_id", "id"),
        Index("ix_webhook_deliveries_finished", "finished_at", postgresql_where=text("finished_at IS NOT NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    webhook_id: Mapped[UUID] = mapped_column(ForeignKey("webhooks.id", ondelete="CASCADE"))
    event_id: Mapped[UUID]
    type: Mapped[str] = mapped_column(Text)
    contract_number: Mapped[str | None] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text, server_default="pending")
    attempt: Mapped[int] = mapped_column(server_default="0")
    """Tries begun since it was queued or replayed; a try is recorded before the other side hears of it."""
    attempts: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default=text("'[]'::jsonb"))
    """The tries that ended, oldest first: at, status, error, duration_ms, answer."""
    due_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    replayed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    traceparent: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    finished_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
