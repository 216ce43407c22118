"""Exports of people's data."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "data_exports",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("user_id", sa.Uuid, nullable=False),
        sa.Column("sealed_private_key", sa.LargeBinary),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ready_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_data_exports"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_data_exports_user_id_users", ondelete="CASCADE"),
    )
    op.create_index("ix_data_exports_user_id", "data_exports", ["user_id"], unique=True)
    op.create_index("ix_data_exports_expires_at", "data_exports", ["expires_at"])
    op.create_table(
        "data_export_pieces",
        sa.Column("export_id", sa.Uuid, nullable=False),
        sa.Column("service", sa.Text, nullable=False),
        sa.Column("piece", sa.Integer, nullable=False),
        sa.Column("pieces", sa.Integer, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("export_id", "service", "piece", name="pk_data_export_pieces"),
        sa.ForeignKeyConstraint(
            ["export_id"], ["data_exports.id"], name="fk_data_export_pieces_export_id_data_exports", ondelete="CASCADE"
        ),
    )


def downgrade() -> None:
    op.drop_table("data_export_pieces")
    op.drop_table("data_exports")
