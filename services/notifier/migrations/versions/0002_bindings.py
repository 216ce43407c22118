"""Whose contract it is."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "bindings",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("contract_number", sa.Text, nullable=False),
        sa.Column("user_id", sa.Uuid, nullable=False),
        sa.Column("bound_at", sa.DateTime(timezone=True)),
        sa.Column("unbound_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bindings")),
    )
    op.create_index(
        "ix_bindings_active", "bindings", ["contract_number"], postgresql_where=sa.text("unbound_at IS NULL")
    )
    # Where news of a contract are gathered in one letter, as long as it has not been tried.
    op.create_index(
        "ix_deliveries_waiting",
        "deliveries",
        ["contract_number", "kind"],
        postgresql_where=sa.text("state = 'queued' AND attempt = 0"),
    )


def downgrade() -> None:
    op.drop_index("ix_deliveries_waiting", table_name="deliveries")
    op.drop_table("bindings")
