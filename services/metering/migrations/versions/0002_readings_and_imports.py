"""Readings, multipliers in time, imports, interval data by month, notices of windows, idempotency keys."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0002"
down_revision = "0001"

_INSTANT = sa.DateTime(timezone=True)
_LIVE = sa.text("state IN ('submitted', 'accepted')")


def upgrade() -> None:
    _extend_registry()
    _create_readings()
    _create_imports()
    _create_intervals()
    _create_notices()
    _create_idempotency_keys()


def _extend_registry() -> None:
    op.add_column("bindings", sa.Column("role", sa.Text, nullable=False, server_default="owner"))
    active = sa.text("unbound_at IS NULL")
    op.create_index("ix_bindings_contract_number", "bindings", ["contract_number"], postgresql_where=active)
    op.create_index("ix_delivery_points_window", "delivery_points", ["window_opens_day", "window_closes_day"])
    op.create_table(
        "meter_multipliers",
        sa.Column("meter_id", sa.Uuid, nullable=False),
        sa.Column("valid_from", sa.Date, nullable=False),
        sa.Column("multiplier", sa.Numeric, nullable=False),
        sa.PrimaryKeyConstraint("meter_id", "valid_from", name="pk_meter_multipliers"),
        sa.ForeignKeyConstraint(["meter_id"], ["meters.id"], name="fk_meter_multipliers_meter_id_meters"),
    )
    op.execute("INSERT INTO meter_multipliers SELECT id, '1900-01-01', multiplier FROM meters")


def _create_readings() -> None:
    op.create_table(
        "readings",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("contract_number", sa.Text, nullable=False),
        sa.Column("point_code", sa.Text, nullable=False),
        sa.Column("meter_id", sa.Uuid, nullable=False),
        sa.Column("meter_serial", sa.Text, nullable=False),
        sa.Column("period", sa.Text, nullable=False),
        sa.Column("taken_on", sa.Date, nullable=False),
        sa.Column("values", JSONB, nullable=False),
        sa.Column("volumes", JSONB, nullable=False),
        sa.Column("previous", JSONB),
        sa.Column("multiplier", sa.Numeric, nullable=False),
        sa.Column("warnings", JSONB, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("actor_id", sa.Uuid),
        sa.Column("import_id", sa.Uuid),
        sa.Column("supersedes", sa.Uuid),
        sa.Column("received_at", _INSTANT, nullable=False),
        sa.Column("editable_until", _INSTANT),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("decided_at", _INSTANT),
        sa.Column("reason", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_readings"),
        sa.ForeignKeyConstraint(["meter_id"], ["meters.id"], name="fk_readings_meter_id_meters"),
    )
    op.create_index("uq_readings_live", "readings", ["meter_id", "period"], unique=True, postgresql_where=_LIVE)
    op.create_index("ix_readings_meter_id", "readings", ["meter_id", "id"])
    key = ["contract_number", "point_code", "period"]
    op.create_index("ix_readings_contract_number", "readings", key, postgresql_where=_LIVE)


def _create_imports() -> None:
    op.create_table(
        "imports",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("contract_number", sa.Text, nullable=False),
        sa.Column("user_id", sa.Uuid, nullable=False),
        sa.Column("sha256", sa.LargeBinary, nullable=False),
        sa.Column("file_name", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("commit_rows", sa.Text),
        sa.Column("total", sa.Integer, nullable=False),
        sa.Column("refused", sa.Integer, nullable=False),
        sa.Column("written", sa.Integer, nullable=False),
        sa.Column("gaps", sa.Integer, nullable=False),
        sa.Column("errors", JSONB, nullable=False),
        sa.Column("problem", JSONB),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_imports"),
    )
    op.create_index("uq_imports_contract_number_sha256", "imports", ["contract_number", "sha256"], unique=True)
    content, errors = sa.Column("content", sa.LargeBinary, nullable=False), sa.Column("errors", JSONB, nullable=False)
    for name, columns in (
        ("import_files", [content, errors]),
        ("import_tasks", [sa.Column("queued_at", _INSTANT, nullable=False)]),
    ):
        op.create_table(
            name,
            sa.Column("import_id", sa.Uuid, nullable=False),
            *columns,
            sa.PrimaryKeyConstraint("import_id", name=f"pk_{name}"),
            sa.ForeignKeyConstraint(["import_id"], ["imports.id"], name=f"fk_{name}_import_id_imports"),
        )
    op.create_index("ix_import_tasks_queued_at", "import_tasks", ["queued_at"])


def _create_intervals() -> None:
    """Partitions live in a schema of their own; the worker adds one for a month when its first day comes in."""
    op.execute("CREATE SCHEMA interval_months")
    op.create_table(
        "interval_blocks",
        sa.Column("contract_number", sa.Text, nullable=False),
        sa.Column("point_code", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("meter_id", sa.Uuid, nullable=False),
        sa.Column("minutes", sa.SmallInteger, nullable=False),
        sa.Column("multiplier", sa.Numeric, nullable=False),
        sa.Column("kwh", JSONB, nullable=False),
        sa.Column("sender_inn", sa.Text, nullable=False),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.Column("import_id", sa.Uuid, nullable=False),
        sa.PrimaryKeyConstraint("contract_number", "point_code", "channel", "day", name="pk_interval_blocks"),
        postgresql_partition_by="RANGE (day)",
    )


def _create_notices() -> None:
    op.create_table(
        "window_notices",
        sa.Column("contract_number", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("closes_at", _INSTANT, nullable=False),
        sa.Column("period", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("contract_number", "kind", "closes_at", name="pk_window_notices"),
    )


def _create_idempotency_keys() -> None:
    op.create_table(
        "idempotency_keys",
        sa.Column("principal", sa.Text, nullable=False),
        sa.Column("route", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("request_sha256", sa.LargeBinary, nullable=False),
        sa.Column("status", sa.SmallInteger, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False, server_default=sa.func.now()),
        sa.PrimaryKeyConstraint("principal", "route", "key", name="pk_idempotency_keys"),
    )
    op.create_index("ix_idempotency_keys_created_at", "idempotency_keys", ["created_at"])


def downgrade() -> None:
    tables = ("idempotency_keys", "window_notices", "interval_blocks", "import_tasks", "import_files", "imports")
    for table in (*tables, "readings", "meter_multipliers"):
        op.drop_table(table)
    op.execute("DROP SCHEMA interval_months")
    op.drop_index("ix_delivery_points_window", "delivery_points")
    op.drop_index("ix_bindings_contract_number", "bindings")
    op.drop_column("bindings", "role")
