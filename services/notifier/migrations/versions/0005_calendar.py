"""Dates of contracts, and the secret addresses of calendars."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "dates",
        sa.Column("contract_number", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("first_day", sa.Date, nullable=False),
        sa.Column("last_day", sa.Date, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("contract_number", "kind", "key", name=op.f("pk_dates")),
    )
    op.create_index("ix_dates_last_day", "dates", ["last_day"])
    op.create_table(
        "calendars",
        sa.Column("user_id", sa.Uuid, nullable=False),
        sa.Column("token_sha256", sa.LargeBinary, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_calendars")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_calendars_token_sha256")),
    )


def downgrade() -> None:
    op.drop_table("calendars")
    op.drop_table("dates")
