"""Contracts, their e-mails, users, bindings and their audit; outbox and inbox."""

import sqlalchemy as sa
from alembic import op
from events import tables
from sqlalchemy.dialects.postgresql import INET, JSONB

revision = "0001"
down_revision = None

_INSTANT = sa.DateTime(timezone=True)

_APPEND_ONLY = """
CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.address IS NULL AND to_jsonb(NEW) - 'address' = to_jsonb(OLD) - 'address' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'binding_audit is append-only';
END $$
"""


def upgrade() -> None:
    tables.upgrade(op.get_bind(), to=1)
    _create_registry()
    _create_bindings()
    _create_audit()
    _create_idempotency_keys()


def _create_registry() -> None:
    op.create_table(
        "contracts",
        sa.Column("number", sa.Text, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.Column("party", JSONB, nullable=False),
        sa.Column("signed_on", sa.Date),
        sa.Column("valid_until", sa.Date),
        sa.Column("address", sa.Text),
        sa.Column("price_category", sa.SmallInteger),
        sa.Column("voltage_level", sa.Text),
        sa.Column("max_power_kw", sa.Numeric),
        sa.Column("manager", JSONB),
        sa.Column("delivery_points", JSONB, nullable=False),
        sa.Column("updated_at", _INSTANT, nullable=False, server_default=sa.func.now()),
        sa.PrimaryKeyConstraint("number", name="pk_contracts"),
        sa.CheckConstraint("number ~ '^[0-9]{14}$'", name="ck_contracts_number"),
    )
    op.create_table(
        "contract_emails",
        sa.Column("contract_number", sa.Text, nullable=False),
        sa.Column("email", sa.Text, nullable=False),
        sa.Column("position", sa.SmallInteger, nullable=False),
        sa.PrimaryKeyConstraint("contract_number", "email", name="pk_contract_emails"),
        sa.ForeignKeyConstraint(
            ["contract_number"], ["contracts.number"], name="fk_contract_emails_contract_number_contracts"
        ),
    )
    op.create_table(
        "users",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("email", sa.Text),
        sa.Column("name", sa.Text),
        sa.Column("closed_at", _INSTANT),
        sa.PrimaryKeyConstraint("id", name="pk_users"),
    )


def _create_bindings() -> None:
    op.create_table(
        "bindings",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("user_id", sa.Uuid, nullable=False),
        sa.Column("asked_number", sa.Text, nullable=False),
        sa.Column("email", sa.Text, nullable=False),
        sa.Column("contract_number", sa.Text),
        sa.Column("asked_by_name", sa.Text),
        sa.Column("asked_by_email", sa.Text),
        sa.Column("link_id", sa.Uuid, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("requested_at", _INSTANT, nullable=False),
        sa.Column("expires_at", _INSTANT, nullable=False),
        sa.Column("bound_at", _INSTANT),
        sa.Column("ended_at", _INSTANT),
        sa.PrimaryKeyConstraint("id", name="pk_bindings"),
        sa.ForeignKeyConstraint(
            ["contract_number"], ["contracts.number"], name="fk_bindings_contract_number_contracts"
        ),
        sa.UniqueConstraint("link_id", name="uq_bindings_link_id"),
        sa.CheckConstraint(
            "state <> 'active' OR contract_number IS NOT NULL", name="ck_bindings_active_is_of_a_contract"
        ),
    )
    active, pending = sa.text("state = 'active'"), sa.text("state = 'pending'")
    op.create_index("uq_bindings_active", "bindings", ["contract_number"], unique=True, postgresql_where=active)
    pair = ["user_id", "asked_number", "email"]
    op.create_index("uq_bindings_pending", "bindings", pair, unique=True, postgresql_where=pending)
    op.create_index("ix_bindings_pending_contract_number", "bindings", ["contract_number"], postgresql_where=pending)
    op.create_index("ix_bindings_pending_expires_at", "bindings", ["expires_at"], postgresql_where=pending)
    op.create_index("ix_bindings_user_id", "bindings", ["user_id", "state"])
    op.create_index("ix_bindings_email", "bindings", ["email", "requested_at"])


def _create_audit() -> None:
    op.create_table(
        "binding_audit",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), nullable=False),
        sa.Column("at", _INSTANT, nullable=False, server_default=sa.func.now()),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("binding_id", sa.Uuid, nullable=False),
        sa.Column("contract_number", sa.Text, nullable=False),
        sa.Column("user_id", sa.Uuid, nullable=False),
        sa.Column("link_id", sa.Uuid),
        sa.Column("address", INET),
        sa.Column("reason", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_binding_audit"),
    )
    op.create_index("ix_binding_audit_contract_number", "binding_audit", ["contract_number", "id"])
    op.create_index("ix_binding_audit_user_id", "binding_audit", ["user_id"])
    op.execute(_APPEND_ONLY)
    op.execute(
        "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON binding_audit "
        "FOR EACH ROW EXECUTE FUNCTION refuse_audit_change()"
    )
    op.execute(
        "CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON binding_audit "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change()"
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
    for table in ("idempotency_keys", "binding_audit", "bindings", "users", "contract_emails", "contracts"):
        op.drop_table(table)
    op.execute("DROP FUNCTION refuse_audit_change()")
    tables.downgrade(op.get_bind(), to=0)
