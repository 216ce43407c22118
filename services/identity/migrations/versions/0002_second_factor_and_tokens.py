"""Second factor (TOTP, recovery codes, passkeys), personal access tokens, locked users, two secrets of a client."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

Instant = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("users", sa.Column("locked_at", Instant))
    op.add_column("sessions", sa.Column("second_factor", sa.Boolean, nullable=False, server_default=sa.text("false")))
    op.add_column("service_clients", sa.Column("previous_sha256", sa.LargeBinary))
    op.add_column("service_clients", sa.Column("previous_until", Instant))
    _totp()
    _passkeys()
    _access_tokens()


def _user_id(**options: bool) -> sa.Column:
    return sa.Column(
        "user_id", sa.Uuid, sa.ForeignKey("users.id", ondelete="CASCADE"), **{"nullable": False, **options}
    )


def _totp() -> None:
    op.create_table(
        "totp",
        _user_id(primary_key=True),
        sa.Column("sealed_secret", sa.LargeBinary, nullable=False),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("confirmed_at", Instant),
        sa.Column("last_step", sa.BigInteger),
    )
    op.create_table(
        "recovery_codes",
        _user_id(primary_key=True),
        sa.Column("code_sha256", sa.LargeBinary, primary_key=True),
        sa.Column("used_at", Instant),
    )


def _passkeys() -> None:
    op.create_table(
        "passkeys",
        sa.Column("id", sa.Uuid, primary_key=True),
        _user_id(),
        sa.Column("credential_id", sa.LargeBinary, nullable=False, unique=True),
        sa.Column("public_key", sa.LargeBinary, nullable=False),
        sa.Column("sign_count", sa.BigInteger, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("backed_up", sa.Boolean, nullable=False),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("last_used_at", Instant),
    )
    op.create_index("ix_passkeys_user_id", "passkeys", ["user_id"])
    op.create_table(
        "passkey_challenges",
        sa.Column("challenge", sa.LargeBinary, primary_key=True),
        _user_id(nullable=True),
        sa.Column("expires_at", Instant, nullable=False),
    )
    op.create_index("ix_passkey_challenges_expires_at", "passkey_challenges", ["expires_at"])
    op.create_index("ix_passkey_challenges_user_id", "passkey_challenges", ["user_id"])


def _access_tokens() -> None:
    op.create_table(
        "access_tokens",
        sa.Column("id", sa.Uuid, primary_key=True),
        _user_id(),
        sa.Column("token_sha256", sa.LargeBinary, nullable=False, unique=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("prefix", sa.Text, nullable=False),
        sa.Column("scopes", sa.ARRAY(sa.Text), nullable=False),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("expires_at", Instant, nullable=False),
        sa.Column("last_used_at", Instant),
        sa.Column("last_used_address", sa.Text),
    )
    op.create_index("ix_access_tokens_user_id", "access_tokens", ["user_id"])


def downgrade() -> None:
    for name in ("access_tokens", "passkey_challenges", "passkeys", "recovery_codes", "totp"):
        op.drop_table(name)
    op.drop_column("service_clients", "previous_until")
    op.drop_column("service_clients", "previous_sha256")
    op.drop_column("sessions", "second_factor")
    op.drop_column("users", "locked_at")
