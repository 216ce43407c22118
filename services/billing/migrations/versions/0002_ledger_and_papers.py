"""The ledger with what is kept of it, and papers. The ledger is append-only by a trigger."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0002"
down_revision = "0001"

_INSTANT = sa.DateTime(timezone=True)
_MONEY = sa.Numeric(18, 2)


def upgrade() -> None:
    _create_ledger()
    _create_papers()
    op.execute("INSERT INTO accounts (contract_number) SELECT number FROM contracts")
    op.execute(
        "CREATE FUNCTION refuse_ledger_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the ledger is append-only'; END $$"
    )
    op.execute(
        "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON entries "
        "FOR EACH ROW EXECUTE FUNCTION refuse_ledger_change()"
    )


def _create_ledger() -> None:
    op.create_table(
        "accounts",
        sa.Column("contract_number", sa.Text, nullable=False),
        sa.Column("charged", _MONEY, nullable=False, server_default="0"),
        sa.Column("paid", _MONEY, nullable=False, server_default="0"),
        sa.Column("arrears", _MONEY, nullable=False, server_default="0"),
        sa.Column("settled_until", sa.Date, nullable=False, server_default="0001-01-01"),
        sa.Column("last_period", sa.Text),
        sa.Column("last_gross", _MONEY),
        sa.Column("window_opens_at", _INSTANT),
        sa.Column("window_closes_at", _INSTANT),
        sa.PrimaryKeyConstraint("contract_number", name="pk_accounts"),
        postgresql_with={"fillfactor": 70},
    )
    op.create_table(
        "entries",
        sa.Column("item_id", sa.Uuid, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.Column("contract_number", sa.Text, nullable=False),
        sa.Column("amount", _MONEY, nullable=False),
        sa.Column("posted_at", _INSTANT, nullable=False, server_default=sa.func.now()),
        sa.Column("body", JSONB, nullable=False),
        sa.PrimaryKeyConstraint("item_id", "revision", name="pk_entries"),
    )
    op.create_table(
        "charges",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("contract_number", sa.Text, nullable=False),
        sa.Column("source_id", sa.Text, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.Column("fingerprint", sa.LargeBinary, nullable=False),
        sa.Column("period", sa.Text, nullable=False),
        sa.Column("posted_on", sa.Date, nullable=False),
        sa.Column("due_on", sa.Date, nullable=False),
        sa.Column("net", _MONEY, nullable=False),
        sa.Column("vat", _MONEY, nullable=False),
        sa.Column("gross", _MONEY, nullable=False),
        sa.Column("previous_gross", _MONEY),
        sa.Column("reason", sa.Text),
        sa.Column("paid", _MONEY, nullable=False, server_default="0"),
        sa.PrimaryKeyConstraint("id", name="pk_charges"),
    )
    op.create_index("ix_charges_contract_number", "charges", ["contract_number", "period", "id"])
    op.create_index(
        "ix_charges_open",
        "charges",
        ["contract_number", "due_on"],
        postgresql_include=["gross", "paid"],
        postgresql_where=sa.text("gross > paid"),
    )
    op.create_table(
        "payments",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("contract_number", sa.Text, nullable=False),
        sa.Column("source_id", sa.Text, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.Column("fingerprint", sa.LargeBinary, nullable=False),
        sa.Column("paid_on", sa.Date, nullable=False),
        sa.Column("amount", _MONEY, nullable=False),
        sa.Column("purpose", sa.Text),
        sa.Column("payer_inn", sa.Text),
        sa.Column("document_number", sa.Text),
        sa.Column("request_id", sa.Text),
        sa.Column("stated", JSONB, nullable=False),
        sa.Column("parts", JSONB, nullable=False, server_default="[]"),
        sa.PrimaryKeyConstraint("id", name="pk_payments"),
    )
    op.create_index("ix_payments_contract_number", "payments", ["contract_number", "paid_on", "id"])
    op.create_table(
        "readings",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("contract_number", sa.Text, nullable=False),
        sa.Column("meter_serial", sa.Text, nullable=False),
        sa.Column("period", sa.Text, nullable=False),
        sa.Column("taken_on", sa.Date, nullable=False),
        sa.Column("values", JSONB, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_readings"),
    )
    op.create_index("ix_readings_contract_number", "readings", ["contract_number", "meter_serial", "period"])
    op.create_table(
        "due_reminders",
        sa.Column("contract_number", sa.Text, nullable=False),
        sa.Column("due_on", sa.Date, nullable=False),
        sa.PrimaryKeyConstraint("contract_number", "due_on", name="pk_due_reminders"),
    )


def _create_papers() -> None:
    op.create_table(
        "files",
        sa.Column("sha256", sa.LargeBinary, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False, server_default=sa.func.now()),
        sa.PrimaryKeyConstraint("sha256", name="pk_files"),
    )
    op.create_table(
        "documents",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("contract_number", sa.Text, nullable=False),
        sa.Column("source_id", sa.Text, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.Column("fingerprint", sa.LargeBinary, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("number", sa.Text, nullable=False),
        sa.Column("issued_on", sa.Date, nullable=False),
        sa.Column("period", sa.Text),
        sa.Column("gross", _MONEY),
        sa.Column("file_name", sa.Text, nullable=False),
        sa.Column("media_type", sa.Text, nullable=False),
        sa.Column("is_rendered", sa.Boolean, nullable=False),
        sa.Column("sha256", sa.LargeBinary),
        sa.ForeignKeyConstraint(["sha256"], ["files.sha256"], name="fk_documents_sha256_files"),
        sa.PrimaryKeyConstraint("id", name="pk_documents"),
    )
    op.create_index("ix_documents_contract_number", "documents", ["contract_number", "issued_on", "id"])
    op.create_index("ix_documents_to_render", "documents", ["id"], postgresql_where=sa.text("sha256 IS NULL"))
    op.create_table(
        "payment_requests",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("contract_number", sa.Text, nullable=False),
        sa.Column("user_id", sa.Uuid, nullable=False),
        sa.Column("amount", _MONEY, nullable=False),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("periods", JSONB, nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("payment_id", sa.Uuid),
        sa.PrimaryKeyConstraint("id", name="pk_payment_requests"),
    )
    op.create_index("ix_payment_requests_contract_number", "payment_requests", ["contract_number", "created_at"])
    op.create_table(
        "exports",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("contract_number", sa.Text, nullable=False),
        sa.Column("user_id", sa.Uuid, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("since", sa.Date),
        sa.Column("until", sa.Date),
        sa.Column("state", sa.Text, nullable=False, server_default="queued"),
        sa.Column("progress", sa.SmallInteger, nullable=False, server_default="0"),
        sa.Column("files", JSONB, nullable=False, server_default="[]"),
        sa.Column("created_at", _INSTANT, nullable=False, server_default=sa.func.now()),
        sa.Column("started_at", _INSTANT),
        sa.Column("expires_at", _INSTANT),
        sa.PrimaryKeyConstraint("id", name="pk_exports"),
    )
    waiting = sa.text("state IN ('queued', 'running')")
    op.create_index("ix_exports_queued", "exports", ["created_at"], postgresql_where=waiting)
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
    op.execute("ALTER TABLE files ALTER COLUMN content SET STORAGE EXTERNAL")


_TABLES = (
    *("idempotency_keys", "exports", "payment_requests", "documents", "files"),
    *("due_reminders", "readings", "payments", "charges", "entries", "accounts"),
)


def downgrade() -> None:
    for table in _TABLES:
        op.drop_table(table)
    op.execute("DROP FUNCTION refuse_ledger_change()")
