"""Tables of what is measured. What must be unique is a constraint: one live reading per meter and period, one
import per file, one notice per window."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from chassis.idempotency import idempotency_table
from sqlalchemy import BigInteger, DateTime, ForeignKey, Index, Integer, LargeBinary, SmallInteger, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from metering.domain.readings import State
from metering.domain.zones import TariffZone
from metering.storage.columns import Decimals, ZoneDecimals
from metering.storage.models import Base, MeterRow

LIVE_STATES: Final = (State.SUBMITTED, State.ACCEPTED)
"""Readings that count."""
_LIVE = "state IN ('submitted', 'accepted')"
_INSTANT = DateTime(timezone=True)


class MultiplierRow(Base):
    """The multiplier of a meter from a day on."""

    __tablename__ = "meter_multipliers"

    meter_id: Mapped[UUID] = mapped_column(ForeignKey(MeterRow.id), primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    multiplier: Mapped[Decimal]


class ReadingRow(Base):
    """A reading of all zones of a meter. Nothing of it ever changes but its state and the supplier's decision."""

    __tablename__ = "readings"
    __table_args__ = (
        Index("uq_readings_live", "meter_id", "period", unique=True, postgresql_where=_LIVE),
        Index("ix_readings_meter_id", "meter_id", "id"),
        Index("ix_readings_contract_number", "contract_number", "point_code", "period", postgresql_where=_LIVE),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    contract_number: Mapped[str] = mapped_column(Text)
    point_code: Mapped[str] = mapped_column(Text)
    meter_id: Mapped[UUID] = mapped_column(ForeignKey(MeterRow.id))
    meter_serial: Mapped[str] = mapped_column(Text)
    period: Mapped[str] = mapped_column(Text)
    taken_on: Mapped[date]
    values: Mapped[dict[TariffZone, Decimal]] = mapped_column(ZoneDecimals)
    volumes: Mapped[dict[TariffZone, Decimal]] = mapped_column(ZoneDecimals)
    previous: Mapped[dict[TariffZone, Decimal] | None] = mapped_column(ZoneDecimals)
    multiplier: Mapped[Decimal]
    warnings: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    source: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text)
    actor_id: Mapped[UUID | None]
    import_id: Mapped[UUID | None]
    supersedes: Mapped[UUID | None]
    received_at: Mapped[datetime] = mapped_column(_INSTANT)
    editable_until: Mapped[datetime | None] = mapped_column(_INSTANT)
    sha256: Mapped[str] = mapped_column(Text)
    decided_at: Mapped[datetime | None] = mapped_column(_INSTANT)
    reason: Mapped[str | None] = mapped_column(Text)


class ImportRow(Base):
    """A file of readings or of interval data, from its upload to what was written."""

    __tablename__ = "imports"
    __table_args__ = (Index("uq_imports_contract_number_sha256", "contract_number", "sha256", unique=True),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    contract_number: Mapped[str] = mapped_column(Text)
    user_id: Mapped[UUID]
    sha256: Mapped[bytes] = mapped_column(LargeBinary)
    file_name: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text)
    commit_rows: Mapped[str | None] = mapped_column(Text)
    total: Mapped[int] = mapped_column(Integer)
    refused: Mapped[int] = mapped_column(Integer)
    written: Mapped[int] = mapped_column(Integer)
    gaps: Mapped[int] = mapped_column(Integer)
    errors: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    problem: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    created_at: Mapped[datetime] = mapped_column(_INSTANT)


class ImportFileRow(Base):
    """The bytes of an import and all that is wrong with them, apart: nobody who looks at a job needs it. The job
    itself has the first errors only."""

    __tablename__ = "import_files"

    import_id: Mapped[UUID] = mapped_column(ForeignKey(ImportRow.id), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    errors: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)


class ImportTaskRow(Base):
    """An import that waits for a worker or is in its hands: whoever holds the row's lock has it."""

    __tablename__ = "import_tasks"

    import_id: Mapped[UUID] = mapped_column(ForeignKey(ImportRow.id), primary_key=True)
    queued_at: Mapped[datetime] = mapped_column(_INSTANT, index=True)


class IntervalBlockRow(Base):
    """A day of one channel of a point; range-partitioned by month. `kwh` is of each interval in the order of time,
    before the multiplier, null is a gap; `number` and `sender_inn` tell which message is in force (3.4 F1)."""

    __tablename__ = "interval_blocks"
    __table_args__ = ({"postgresql_partition_by": "RANGE (day)"},)

    contract_number: Mapped[str] = mapped_column(Text, primary_key=True)
    point_code: Mapped[str] = mapped_column(Text, primary_key=True)
    channel: Mapped[str] = mapped_column(Text, primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    meter_id: Mapped[UUID]
    minutes: Mapped[int] = mapped_column(SmallInteger)
    multiplier: Mapped[Decimal]
    kwh: Mapped[Sequence[Decimal | None]] = mapped_column(Decimals)
    sender_inn: Mapped[str] = mapped_column(Text)
    number: Mapped[int] = mapped_column(BigInteger)
    import_id: Mapped[UUID]


class WindowNoticeRow(Base):
    """What a customer has been told of a window: the key makes it once, however often a process starts."""

    __tablename__ = "window_notices"

    contract_number: Mapped[str] = mapped_column(Text, primary_key=True)
    kind: Mapped[str] = mapped_column(Text, primary_key=True)
    closes_at: Mapped[datetime] = mapped_column(_INSTANT, primary_key=True)
    period: Mapped[str] = mapped_column(Text)


idempotency_keys = idempotency_table(Base.metadata)
