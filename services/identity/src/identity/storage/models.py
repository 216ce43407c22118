"""The tables of identity."""

from datetime import datetime
from typing import Any, Final, cast
from uuid import UUID

from chassis.database import NAMING_CONVENTION
from sqlalchemy import (
    ARRAY,
    CheckConstraint,
    DateTime,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    Table,
    Text,
    Uuid,
    func,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, column_property, mapped_column

from identity.domain.person import Profile

Instant = DateTime(timezone=True)
CHANGE_EMAIL: Final = "change-email"


class Base(DeclarativeBase):
    """Every constraint has a name that migrations can speak of."""

    metadata = MetaData(naming_convention=NAMING_CONVENTION)


def table_of(model: type[Base]) -> Table:
    """The plain table, for statements that are built once and load no objects."""
    return cast("Table", model.__table__)


class Link(Base):
    """A single-use link of a letter. Its token is derived from the id and a key, so it stands nowhere."""

    __tablename__ = "links"
    __table_args__ = (Index(None, "user_id"), Index(None, "expires_at"))

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    purpose: Mapped[str] = mapped_column(Text)
    email: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    used_at: Mapped[datetime | None] = mapped_column(Instant)


class User(Base):
    """A person. Unconfirmed users may share an address, confirmed ones never do."""

    __tablename__ = "users"
    __table_args__ = (
        Index("uq_users_confirmed_email", "email", unique=True, postgresql_where=text("confirmed_at IS NOT NULL")),
        Index("ix_users_email_created_at", "email", "created_at"),
        Index("ix_users_unconfirmed_created_at", "created_at", postgresql_where=text("confirmed_at IS NULL")),
        CheckConstraint("num_nonnulls(surname, given_name, phone) IN (0, 3)", name="profile_whole"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    email: Mapped[str] = mapped_column(Text)
    password_hash: Mapped[str] = mapped_column(Text)
    license_version: Mapped[str] = mapped_column(Text)
    roles: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list, server_default="{}")
    created_at: Mapped[datetime] = mapped_column(Instant)
    confirmed_at: Mapped[datetime | None] = mapped_column(Instant)
    surname: Mapped[str | None] = mapped_column(Text)
    given_name: Mapped[str | None] = mapped_column(Text)
    patronymic: Mapped[str | None] = mapped_column(Text)
    phone: Mapped[str | None] = mapped_column(Text)
    locked_at: Mapped[datetime | None] = mapped_column(Instant)
    """Since when an operator keeps the user out."""
    pending_email: Mapped[str | None] = column_property(
        select(Link.email)
        .where(Link.user_id == id)  # noqa: A003 - the column, as the manual has it
        .where(Link.purpose == CHANGE_EMAIL, Link.used_at.is_(None), Link.expires_at > func.now())
        .order_by(Link.created_at.desc())
        .limit(1)
        .correlate_except(Link)
        .scalar_subquery()
    )
    """The address that the newest open link would prove."""

    @property
    def is_confirmed(self) -> bool:
        """Whether the address is proved to be the user's."""
        return self.confirmed_at is not None

    @property
    def profile(self) -> Profile | None:
        """How the user introduced himself."""
        if self.surname is None or self.given_name is None or self.phone is None:
            return None
        return Profile(self.surname, self.given_name, self.patronymic, self.phone)

    @profile.setter
    def profile(self, profile: Profile) -> None:
        self.surname, self.given_name, self.patronymic, self.phone = profile


class Session(Base):
    """A browser that is signed in. The cookie's text is not here, only its SHA-256."""

    __tablename__ = "sessions"
    __table_args__ = (Index(None, "user_id"), Index(None, "expires_at"))

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    token_sha256: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    device: Mapped[str] = mapped_column(Text)
    address: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Instant)
    last_seen_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    second_factor: Mapped[bool] = mapped_column(server_default=text("false"))


class KnownDevice(Base):
    """Where a user has signed in from before, as a SHA-256."""

    __tablename__ = "known_devices"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    whereabouts_sha256: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    first_seen_at: Mapped[datetime] = mapped_column(Instant)


class Throttle(Base):
    """A counter of something that may not happen too often; `subject` is a SHA-256, `address` may be empty."""

    __tablename__ = "throttles"
    __table_args__ = (Index(None, "last_at"),)

    kind: Mapped[str] = mapped_column(Text, primary_key=True)
    subject: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    address: Mapped[str] = mapped_column(Text, primary_key=True)
    count: Mapped[int]
    since: Mapped[datetime] = mapped_column(Instant)
    last_at: Mapped[datetime] = mapped_column(Instant)


class LicenseAcceptance(Base):
    """Proof that the license was accepted: only ever added to; closing an account blanks from where."""

    __tablename__ = "license_acceptances"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    user_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    version: Mapped[str] = mapped_column(Text)
    accepted_at: Mapped[datetime] = mapped_column(Instant)
    address: Mapped[str | None] = mapped_column(Text)
    user_agent: Mapped[str | None] = mapped_column(Text)


class SigningKey(Base):
    """A key that tokens are signed with from `active_from` until the next one's; the private part is sealed."""

    __tablename__ = "signing_keys"

    kid: Mapped[str] = mapped_column(Text, primary_key=True)
    public_jwk: Mapped[dict[str, Any]] = mapped_column(JSONB)
    sealed_private_key: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(Instant)
    active_from: Mapped[datetime] = mapped_column(Instant)


class ServiceClient(Base):
    """An internal system. Its secret is drawn, not chosen, so a plain SHA-256 keeps it (see README). While a secret is
    being changed the one before it is good until `previous_until`."""

    __tablename__ = "service_clients"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    secret_sha256: Mapped[bytes] = mapped_column(LargeBinary)
    scopes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    created_at: Mapped[datetime] = mapped_column(Instant, server_default=func.now())
    previous_sha256: Mapped[bytes | None] = mapped_column(LargeBinary)
    previous_until: Mapped[datetime | None] = mapped_column(Instant)
