"""The tables of this library in a service's database, and their migrations.

A service's migration calls `tables.upgrade(op.get_bind(), to=N)`; what a step creates never changes afterwards, a new
need is a new step.
"""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    DateTime,
    ForeignKey,
    Identity,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    func,
    text,
)

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    }
)

SHARDS: Final = 8

_NOW = func.now()

outbox = Table(
    "outbox",
    metadata,
    Column("shard", SmallInteger, primary_key=True, autoincrement=False),
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("event_id", Uuid, nullable=False),
    Column("topic", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("headers", Text, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=_NOW),
    comment="Events written with the state they announce; deleted once the broker has acknowledged them.",
)

outbox_parked = Table(
    "outbox_parked",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("event_id", Uuid, nullable=False),
    Column("topic", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("headers", Text, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("reason", Text, nullable=False),
    Column("parked_at", DateTime(timezone=True), nullable=False, server_default=_NOW),
    comment="Outbox rows that the broker can never take; an alarm is raised while one is here.",
)

inbox = Table(
    "inbox",
    metadata,
    Column("consumer", Text, primary_key=True),
    Column("event_id", Uuid, primary_key=True),
    Column("received_at", DateTime(timezone=True), nullable=False, server_default=_NOW),
    comment="Events already handled: the claim is the first statement of the handler's transaction.",
)

attempts = Table(
    "event_attempts",
    metadata,
    Column("consumer", Text, primary_key=True),
    Column("topic", Text, primary_key=True),
    Column("partition", Integer, primary_key=True),
    Column("offset", BigInteger, primary_key=True),
    Column("is_batch", Boolean, primary_key=True),
    Column("attempts", Integer, nullable=False),
    Column("upto", BigInteger, nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False, server_default=_NOW),
    comment="Attempts at a record, or at a batch from `offset` to `upto`, committed before the handler runs.",
)

parked_keys = Table(
    "parked_keys",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("consumer", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("parked_at", DateTime(timezone=True), nullable=False, server_default=_NOW),
    Column("retry_requested_at", DateTime(timezone=True)),
    UniqueConstraint("consumer", "topic", "key"),
    comment="Keys whose handler failed for good: their later events wait behind, other keys go on.",
)

parked_records = Table(
    "parked_records",
    metadata,
    Column("key_id", Uuid, ForeignKey(parked_keys.c.id), primary_key=True),
    Column("seq", BigInteger, Identity(always=True), primary_key=True),
    Column("partition", Integer, nullable=False),
    Column("offset", BigInteger, nullable=False),
    Column("type", Text),
    Column("headers", LargeBinary, nullable=False),
    Column("record_key", LargeBinary),
    Column("value", LargeBinary),
    Column("timestamp", BigInteger, nullable=False),
    UniqueConstraint("key_id", "partition", "offset"),
    comment="The records of a parked key, in order; the first is the one that failed.",
)

consumer_lag = Table(
    "consumer_lag",
    metadata,
    Column("consumer", Text, primary_key=True),
    Column("topic", Text, primary_key=True),
    Column("member", Uuid, primary_key=True),
    Column("records", BigInteger, nullable=False),
    Column("seen_at", DateTime(timezone=True), nullable=False, server_default=_NOW),
    comment="How far each running member of a consumer group is behind: operators read it in any process.",
)

# Rows live for milliseconds (outbox) or days (inbox): vacuum by count, not by share of the table.
_CHURN: Final = (
    "autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_delay = 0"
)
_CHURN_INSERT: Final = "autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 20000"

_STEPS: Final = {1: (outbox, outbox_parked, inbox, attempts, parked_keys, parked_records), 2: (consumer_lag,)}


def upgrade(connection: Connection, *, to: int) -> None:
    """Create what step `to` brings. Called once per step from a service's migration."""
    metadata.create_all(connection, tables=_STEPS[to], checkfirst=False)
    if to == 1:
        for table in (outbox, inbox):
            connection.execute(text(f"ALTER TABLE {table.name} SET ({_CHURN}, {_CHURN_INSERT})"))
        connection.execute(text("CREATE INDEX ix_inbox_received_at ON inbox (received_at)"))


def downgrade(connection: Connection, *, to: int) -> None:
    """Drop what the steps after `to` brought and is still there (0 = everything)."""
    for step in sorted((step for step in _STEPS if step > to), reverse=True):
        metadata.drop_all(connection, tables=_STEPS[step])
