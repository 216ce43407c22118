"""The meters of a point that were taken off: asked for with each meter of a contract, there may be thousands."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_index(
        "ix_meters_removed",
        "meters",
        ["contract_number", "point_code"],
        postgresql_where=sa.text("removed_on IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_meters_removed", "meters")
