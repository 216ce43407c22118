"""Who sees which contract, whose it is, and the tables of the event protocol."""

import sqlalchemy as sa
from alembic import op
from events import tables

revision = "0001"
down_revision = None


def upgrade() -> None:
    tables.upgrade(op.get_bind(), to=1)
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
        "ix_bindings_active",
        "bindings",
        ["user_id", "contract_number"],
        postgresql_where=sa.text("unbound_at IS NULL"),
    )
    op.create_table(
        "contracts",
        sa.Column("number", sa.Text, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.Column("customer_kind", sa.Text, nullable=False),
        sa.Column("party_name", sa.Text, nullable=False),
        sa.Column("inn", sa.Text, nullable=False),
        sa.Column("kpp", sa.Text),
        sa.Column("address", sa.Text),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_contracts")),
    )


def downgrade() -> None:
    for table in ("contracts", "bindings"):
        op.drop_table(table)
    tables.downgrade(op.get_bind(), to=0)
