"""What operators did, to be read and never rewritten."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

REFUSE = """
CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'operator_actions is append-only';
END $$
"""
ON_CHANGE = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON operator_actions
FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change()
"""


def upgrade() -> None:
    op.create_table(
        "operator_actions",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("operator_id", sa.Uuid, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("address", sa.Text, nullable=False),
    )
    op.create_index("ix_operator_actions_subject", "operator_actions", ["subject"])
    op.execute(REFUSE)
    op.execute(ON_CHANGE)


def downgrade() -> None:
    op.drop_table("operator_actions")
    op.execute("DROP FUNCTION refuse_audit_change")
