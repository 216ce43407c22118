"""Who sees which contract, its points and meters, and the tables of the event protocol."""

import sqlalchemy as sa
from alembic import op
from events import tables
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "0001"
down_revision = None

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    tables.upgrade(op.get_bind(), to=1)
    _create_contracts()
    _create_meters()


def _create_contracts() -> None:
    op.create_table(
        "bindings",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("contract_number", sa.Text, nullable=False),
        sa.Column("user_id", sa.Uuid, nullable=False),
        sa.Column("bound_at", _INSTANT),
        sa.Column("unbound_at", _INSTANT),
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
        sa.Column("valid_until", sa.Date),
        sa.Column("max_power_kw", sa.Numeric),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_contracts")),
    )


def _create_meters() -> None:
    op.create_table(
        "delivery_points",
        sa.Column("contract_number", sa.Text, nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("name", sa.Text),
        sa.Column("address", sa.Text),
        sa.Column("window_opens_day", sa.SmallInteger),
        sa.Column("window_closes_day", sa.SmallInteger),
        sa.PrimaryKeyConstraint("contract_number", "code", name=op.f("pk_delivery_points")),
    )
    op.create_table(
        "meters",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("contract_number", sa.Text, nullable=False),
        sa.Column("point_code", sa.Text, nullable=False),
        sa.Column("serial", sa.Text, nullable=False),
        sa.Column("model", sa.Text),
        sa.Column("multiplier", sa.Numeric, nullable=False),
        sa.Column("digits", sa.SmallInteger, nullable=False),
        sa.Column("decimals", sa.SmallInteger, nullable=False),
        sa.Column("zones", ARRAY(sa.Text), nullable=False),
        sa.Column("remote_read", sa.Boolean, nullable=False),
        sa.Column("installed_on", sa.Date),
        sa.Column("next_verification_on", sa.Date),
        sa.Column("initial", JSONB),
        sa.Column("removed_on", sa.Date),
        sa.Column("final", JSONB),
        sa.Column("listed", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meters")),
        sa.UniqueConstraint(
            "contract_number", "point_code", "serial", name=op.f("uq_meters_contract_number_point_code_serial")
        ),
    )


def downgrade() -> None:
    for table in ("meters", "delivery_points", "contracts", "bindings"):
        op.drop_table(table)
    tables.downgrade(op.get_bind(), to=0)
