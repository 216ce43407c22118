"""The tables of a contract's other users. Uniqueness is a constraint: one open invitation per address, one membership
per user."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from contracts.domain.roles import InvitedRole
from contracts.storage.models import Base, BindingRow, ContractRow


class MemberState(StrEnum):
    """From the invitation to the end; only INVITED and ACTIVE are open."""

    INVITED = "invited"
    ACTIVE = "active"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    ENDED = "ended"


class MemberRow(Base):
    """An invitation and what became of it. `email` is the invited address, and after joining where he was reached
    then; erased with the account."""

    __tablename__ = "members"
    __table_args__ = (
        CheckConstraint("role IN ('accountant', 'engineer', 'viewer')", name="role"),
        CheckConstraint("state <> 'active' OR user_id IS NOT NULL", name="active_is_a_user"),
        Index("uq_members_active", "user_id", "contract_number", unique=True, postgresql_where="state = 'active'"),
        Index("uq_members_invited", "contract_number", "email", unique=True, postgresql_where="state = 'invited'"),
        Index("ix_members_binding_id", "binding_id", "state"),
        Index("ix_members_expires_at", "expires_at", postgresql_where="state = 'invited'"),
        Index("ix_members_email", "email", "sent_at"),
        Index("ix_members_invited_by", "invited_by", "sent_at"),
        Index("ix_members_ended_at", "ended_at", postgresql_where="ended_at IS NOT NULL"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    contract_number: Mapped[str] = mapped_column(ForeignKey(ContractRow.number))
    binding_id: Mapped[UUID] = mapped_column(ForeignKey(BindingRow.id))
    email: Mapped[str | None] = mapped_column(Text)
    name: Mapped[str | None] = mapped_column(Text)
    role: Mapped[InvitedRole] = mapped_column(Text)
    state: Mapped[MemberState] = mapped_column(Text)
    link_id: Mapped[UUID] = mapped_column(unique=True)
    user_id: Mapped[UUID | None]
    invited_by: Mapped[UUID]
    letters: Mapped[int] = mapped_column(Integer)
    """How many were sent, the last at `sent_at`."""
    invited_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    sent_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    expires_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    joined_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    def is_open(self, now: datetime) -> bool:
        """Whether the invitation still waits for its answer."""
        return self.state == MemberState.INVITED and self.expires_at > now


class ContractLabelRow(Base):
    """What a user calls a contract; his own, others do not see it."""

    __tablename__ = "contract_labels"

    user_id: Mapped[UUID] = mapped_column(primary_key=True)
    contract_number: Mapped[str] = mapped_column(Text, primary_key=True)
    label: Mapped[str] = mapped_column(Text)
