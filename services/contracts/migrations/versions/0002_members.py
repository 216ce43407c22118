"""Other users of a contract, and what a user calls a contract."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "members",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("contract_number", sa.Text, nullable=False),
        sa.Column("binding_id", sa.Uuid, nullable=False),
        sa.Column("email", sa.Text),
        sa.Column("name", sa.Text),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("link_id", sa.Uuid, nullable=False),
        sa.Column("user_id", sa.Uuid),
        sa.Column("invited_by", sa.Uuid, nullable=False),
        sa.Column("letters", sa.Integer, nullable=False),
        sa.Column("invited_at", _INSTANT, nullable=False),
        sa.Column("sent_at", _INSTANT, nullable=False),
        sa.Column("expires_at", _INSTANT, nullable=False),
        sa.Column("joined_at", _INSTANT),
        sa.Column("ended_at", _INSTANT),
        sa.PrimaryKeyConstraint("id", name="pk_members"),
        sa.ForeignKeyConstraint(["contract_number"], ["contracts.number"], name="fk_members_contract_number_contracts"),
        sa.ForeignKeyConstraint(["binding_id"], ["bindings.id"], name="fk_members_binding_id_bindings"),
        sa.UniqueConstraint("link_id", name="uq_members_link_id"),
        sa.CheckConstraint("role IN ('accountant', 'engineer', 'viewer')", name="ck_members_role"),
        sa.CheckConstraint("state <> 'active' OR user_id IS NOT NULL", name="ck_members_active_is_a_user"),
    )
    active, invited = sa.text("state = 'active'"), sa.text("state = 'invited'")
    op.create_index(
        "uq_members_active", "members", ["user_id", "contract_number"], unique=True, postgresql_where=active
    )
    pair = ["contract_number", "email"]
    op.create_index("uq_members_invited", "members", pair, unique=True, postgresql_where=invited)
    op.create_index("ix_members_binding_id", "members", ["binding_id", "state"])
    op.create_index("ix_members_expires_at", "members", ["expires_at"], postgresql_where=invited)
    op.create_index("ix_members_email", "members", ["email", "sent_at"])
    op.create_index("ix_members_invited_by", "members", ["invited_by", "sent_at"])
    ended = sa.text("ended_at IS NOT NULL")
    op.create_index("ix_members_ended_at", "members", ["ended_at"], postgresql_where=ended)
    op.create_table(
        "contract_labels",
        sa.Column("user_id", sa.Uuid, nullable=False),
        sa.Column("contract_number", sa.Text, nullable=False),
        sa.Column("label", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("user_id", "contract_number", name="pk_contract_labels"),
    )


def downgrade() -> None:
    op.drop_table("contract_labels")
    op.drop_table("members")
