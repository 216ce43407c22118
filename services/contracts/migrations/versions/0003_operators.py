"""What operators did, and how far each consumer is behind."""

from alembic import op
from chassis.audit import create_operator_actions, drop_operator_actions
from events import tables

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    tables.upgrade(op.get_bind(), to=2)
    create_operator_actions(op.get_bind())


def downgrade() -> None:
    drop_operator_actions(op.get_bind())
    tables.downgrade(op.get_bind(), to=1)
