"""Deliveries, accounts, preferences, and the tables of the event protocol."""

import sqlalchemy as sa
from alembic import op
from events import tables
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None


def upgrade() -> None:
    tables.upgrade(op.get_bind(), to=1)
    op.create_table(
        "deliveries",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("source_event_id", sa.Uuid, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("user_id", sa.Uuid),
        sa.Column("contract_number", sa.Text),
        sa.Column("email", sa.Text, nullable=False),
        sa.Column("domain", sa.Text, sa.Computed("lower(split_part(email, '@', -1))", persisted=True), nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("facts", JSONB, nullable=False),
        sa.Column("link_id", sa.Uuid),
        sa.Column("expires_at", sa.DateTime(timezone=True)),
        sa.Column("state", sa.Text, server_default="queued", nullable=False),
        sa.Column("attempt", sa.Integer, server_default="0", nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("traceparent", sa.Text),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint(
            "state IN ('queued', 'sending', 'sent', 'failed', 'expired')", name=op.f("ck_deliveries_state")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
    )
    # Erasing empties `email`, so an erased letter must not stand in another's way.
    op.create_index(
        "uq_deliveries_source_event_id_kind_email",
        "deliveries",
        ["source_event_id", "kind", "email"],
        unique=True,
        postgresql_where=sa.text("email <> ''"),
    )
    op.create_index(
        "ix_deliveries_due", "deliveries", ["due_at"], postgresql_where=sa.text("state IN ('queued', 'sending')")
    )
    op.create_index(
        "ix_deliveries_of_user", "deliveries", ["user_id", "id"], postgresql_where=sa.text("user_id IS NOT NULL")
    )
    op.create_index(
        "ix_deliveries_finished", "deliveries", ["finished_at"], postgresql_where=sa.text("finished_at IS NOT NULL")
    )
    op.create_table(
        "accounts",
        sa.Column("user_id", sa.Uuid, nullable=False),
        sa.Column("email", sa.Text),
        sa.Column("closed_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_accounts")),
    )
    op.create_table(
        "preferences",
        sa.Column("user_id", sa.Uuid, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("contract_number", sa.Text, server_default="", nullable=False),
        sa.Column("enabled", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("user_id", "kind", "contract_number", name=op.f("pk_preferences")),
    )


def downgrade() -> None:
    for table in ("preferences", "accounts", "deliveries"):
        op.drop_table(table)
    tables.downgrade(op.get_bind(), to=0)
