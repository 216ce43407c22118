"""The newer tables of the event protocol."""

from alembic import op
from events import tables

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    tables.upgrade(op.get_bind(), to=2)


def downgrade() -> None:
    tables.downgrade(op.get_bind(), to=1)
