"""As what somebody sees a contract."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("bindings", sa.Column("role", sa.Text, server_default="owner", nullable=False))


def downgrade() -> None:
    op.drop_column("bindings", "role")
