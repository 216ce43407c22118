"""The newest item of the feed, of an index."""

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_index("ix_entries_posted_at", "entries", ["posted_at"])


def downgrade() -> None:
    op.drop_index("ix_entries_posted_at", "entries")
