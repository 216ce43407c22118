"""Users, sessions, links, throttles, license acceptances, signing keys, service clients; the events' tables."""

import sqlalchemy as sa
from alembic import op
from events import tables
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None

Instant = sa.DateTime(timezone=True)

APPEND_ONLY = """
CREATE FUNCTION refuse_license_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.address IS NULL AND NEW.user_agent IS NULL
        AND (NEW.id, NEW.user_id, NEW.version, NEW.accepted_at) = (OLD.id, OLD.user_id, OLD.version, OLD.accepted_at)
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'license_acceptances is append-only';
END $$
"""
ON_CHANGE = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON license_acceptances
FOR EACH ROW EXECUTE FUNCTION refuse_license_change()
"""


def upgrade() -> None:
    _users()
    _of_users()
    _of_the_house()
    tables.upgrade(op.get_bind(), to=1)


def _users() -> None:
    op.create_table(
        "users",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("email", sa.Text, nullable=False),
        sa.Column("password_hash", sa.Text, nullable=False),
        sa.Column("license_version", sa.Text, nullable=False),
        sa.Column("roles", sa.ARRAY(sa.Text), nullable=False, server_default="{}"),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("confirmed_at", Instant),
        sa.Column("surname", sa.Text),
        sa.Column("given_name", sa.Text),
        sa.Column("patronymic", sa.Text),
        sa.Column("phone", sa.Text),
        sa.CheckConstraint("num_nonnulls(surname, given_name, phone) IN (0, 3)", name="profile_whole"),
    )
    confirmed, unconfirmed = sa.text("confirmed_at IS NOT NULL"), sa.text("confirmed_at IS NULL")
    op.create_index("uq_users_confirmed_email", "users", ["email"], unique=True, postgresql_where=confirmed)
    op.create_index("ix_users_email_created_at", "users", ["email", "created_at"])
    op.create_index("ix_users_unconfirmed_created_at", "users", ["created_at"], postgresql_where=unconfirmed)


def _user_id(**options: bool) -> sa.Column:
    return sa.Column("user_id", sa.Uuid, sa.ForeignKey("users.id", ondelete="CASCADE"), nullable=False, **options)


def _of_users() -> None:
    op.create_table(
        "sessions",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("token_sha256", sa.LargeBinary, nullable=False, unique=True),
        _user_id(),
        sa.Column("device", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("last_seen_at", Instant, nullable=False),
        sa.Column("expires_at", Instant, nullable=False),
    )
    op.create_index("ix_sessions_user_id", "sessions", ["user_id"])
    op.create_index("ix_sessions_expires_at", "sessions", ["expires_at"])
    op.create_table(
        "links",
        sa.Column("id", sa.Uuid, primary_key=True),
        _user_id(),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("email", sa.Text, nullable=False),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("expires_at", Instant, nullable=False),
        sa.Column("used_at", Instant),
    )
    op.create_index("ix_links_user_id", "links", ["user_id"])
    op.create_index("ix_links_expires_at", "links", ["expires_at"])
    op.create_table(
        "known_devices",
        _user_id(primary_key=True),
        sa.Column("whereabouts_sha256", sa.LargeBinary, primary_key=True),
        sa.Column("first_seen_at", Instant, nullable=False),
    )


def _of_the_house() -> None:
    op.create_table(
        "throttles",
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("subject", sa.LargeBinary, primary_key=True),
        sa.Column("address", sa.Text, primary_key=True),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("since", Instant, nullable=False),
        sa.Column("last_at", Instant, nullable=False),
    )
    op.create_index("ix_throttles_last_at", "throttles", ["last_at"])
    op.create_table(
        "license_acceptances",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("user_id", sa.Uuid, nullable=False),
        sa.Column("version", sa.Text, nullable=False),
        sa.Column("accepted_at", Instant, nullable=False),
        sa.Column("address", sa.Text),
        sa.Column("user_agent", sa.Text),
    )
    op.create_index("ix_license_acceptances_user_id", "license_acceptances", ["user_id"])
    op.execute(APPEND_ONLY)
    op.execute(ON_CHANGE)
    op.create_table(
        "signing_keys",
        sa.Column("kid", sa.Text, primary_key=True),
        sa.Column("public_jwk", JSONB, nullable=False),
        sa.Column("sealed_private_key", sa.LargeBinary, nullable=False),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("active_from", Instant, nullable=False),
    )
    op.create_table(
        "service_clients",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("secret_sha256", sa.LargeBinary, nullable=False),
        sa.Column("scopes", sa.ARRAY(sa.Text), nullable=False),
        sa.Column("created_at", Instant, nullable=False, server_default=sa.func.now()),
    )


def downgrade() -> None:
    tables.downgrade(op.get_bind(), to=0)
    for name in (
        "service_clients",
        "signing_keys",
        "license_acceptances",
        "throttles",
        "known_devices",
        "links",
        "sessions",
        "users",
    ):
        op.drop_table(name)
    op.execute("DROP FUNCTION refuse_license_change")
