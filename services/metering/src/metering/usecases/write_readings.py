"""Readings that may be taken become rows, receipts and events; whatever door they came by."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import uuid_utils.compat as uuid_utils
from chassis.database import AsyncSession
from events import publish
from events.outbox import outbox_row
from events.schemas.metering import MeterReadingEvent, ReadingAccepted, ReadingSubmitted

from metering.domain.numbers import volume_text
from metering.domain.readings import Baseline, Source, State, ZoneValues
from metering.domain.receipts import Receipt
from metering.domain.submission import Judgement
from metering.domain.warnings import ReadingWarning
from metering.storage.cases import LoadedCase, MeterHead
from metering.storage.driver import Driver
from metering.storage.reading_models import ReadingRow
from metering.storage.readings import ReadingRepository, take


@dataclass(frozen=True)
class NewReading:
    """A reading to be written: values that were judged, or an act of the supplier (then nobody's, not editable)."""

    meter: MeterHead
    period: str
    taken_on: date
    values: ZoneValues
    volumes: ZoneValues
    baseline: Baseline | None
    multiplier: Decimal
    source: Source
    state: State = State.SUBMITTED
    warnings: Sequence[ReadingWarning] = ()
    actor_id: UUID | None = None
    import_id: UUID | None = None
    supersedes: UUID | None = None
    editable_until: datetime | None = None

    @classmethod
    def judged(
        cls,
        loaded: LoadedCase,
        judgement: Judgement,
        *,
        source: Source,
        actor_id: UUID,
        import_id: UUID | None = None,
    ) -> "NewReading":
        """A customer's reading; it replaces the one of the same period."""
        window = loaded.case.window
        return cls(
            meter=loaded.meter,
            period=str(window.period),
            taken_on=judgement.taken_on,
            values=judgement.values,
            volumes=judgement.assessment.volumes,
            baseline=judgement.context.baseline,
            multiplier=judgement.context.dial.multiplier,
            source=source,
            warnings=judgement.assessment.warnings,
            actor_id=actor_id,
            import_id=import_id,
            supersedes=loaded.live,
            editable_until=window.closes_at,
        )


@dataclass(frozen=True)
class WrittenReading:
    """A reading as its row stands after it was written: the columns of `ReadingRow`, without the ORM's work."""

    id: UUID
    contract_number: str
    point_code: str
    meter_id: UUID
    meter_serial: str
    period: str
    taken_on: date
    values: ZoneValues
    volumes: ZoneValues
    previous: ZoneValues | None
    multiplier: Decimal
    warnings: list[dict[str, Any]]
    source: str
    state: str
    actor_id: UUID | None
    import_id: UUID | None
    supersedes: UUID | None
    received_at: datetime
    editable_until: datetime | None
    sha256: str
    decided_at: datetime | None = None
    reason: str | None = None


async def take_reading(driver: Driver, new: NewReading, now: datetime) -> WrittenReading | None:
    """Writes one reading of a customer and tells everybody, all in one statement; it needs no lock and no transaction.
    None when another reading of the meter and period came in between: look again, and try again."""
    written = _written(new, now)
    return written if await take(driver, vars(written), outbox_row(_submitted(written))) else None


async def write_readings(session: AsyncSession, new: Sequence[NewReading], now: datetime) -> None:
    """Writes them and tells everybody, in the caller's transaction. A reading that came in
    between is a unique violation."""
    written = [_written(reading, now) for reading in new]
    await ReadingRepository(session).add([vars(reading) for reading in written])
    await publish(session, *(event for reading in written for event in _events(reading)))


def _written(reading: NewReading, now: datetime) -> WrittenReading:
    meter, reading_id = reading.meter, uuid_utils.uuid7()
    volumes = {zone: Decimal(volume_text(kwh, meter.decimals)) for zone, kwh in reading.volumes.items()}
    receipt = Receipt(
        reading_id=str(reading_id),
        contract_number=meter.contract_number,
        meter_id=str(meter.id),
        period=reading.period,
        taken_on=reading.taken_on,
        values=texts(reading.values),
        volumes=texts(volumes),
        received_at=now.astimezone(UTC).replace(microsecond=0),
    )
    return WrittenReading(
        id=reading_id,
        contract_number=meter.contract_number,
        point_code=meter.point_code,
        meter_id=meter.id,
        meter_serial=meter.serial,
        period=reading.period,
        taken_on=reading.taken_on,
        values=reading.values,
        volumes=volumes,
        previous=reading.baseline.values if reading.baseline else None,
        multiplier=reading.multiplier,
        warnings=[warning.as_dict() for warning in reading.warnings],
        source=reading.source,
        state=reading.state,
        actor_id=reading.actor_id,
        import_id=reading.import_id,
        supersedes=reading.supersedes,
        received_at=receipt.received_at,
        editable_until=reading.editable_until,
        sha256=receipt.sha256,
    )


def volume_texts(volumes: ZoneValues, decimals: int) -> dict[str, str]:
    """kWh by zone as text, with the decimals of the dial and those that the multiplier adds."""
    return {zone.value: volume_text(kwh, decimals) for zone, kwh in volumes.items()}


def texts(values: ZoneValues) -> dict[str, str]:
    """Numbers by zone as text, with the digits they have."""
    return {zone.value: f"{value:f}" for zone, value in values.items()}


def event_fields(row: ReadingRow | WrittenReading) -> dict[str, Any]:
    """What every event about a reading carries of it."""
    same = ("contract_number", "meter_id", "meter_serial", "period", "taken_on", "source", "actor_id")
    numbers = {"values": texts(row.values), "volumes": texts(row.volumes)}
    return {"reading_id": row.id, **numbers, **{name: getattr(row, name) for name in same}}


def _events(row: WrittenReading) -> Iterator[MeterReadingEvent]:
    """That it came, and of a value of the supplier that it is accepted; nothing of an estimate that came too late."""
    if row.state == State.SUPERSEDED:
        return
    yield _submitted(row)
    if row.state == State.ACCEPTED:
        yield ReadingAccepted(**event_fields(row), decided_at=row.received_at)


def _submitted(row: WrittenReading) -> ReadingSubmitted:
    return ReadingSubmitted(
        **event_fields(row),
        previous=texts(row.previous) if row.previous else None,
        multiplier=f"{row.multiplier:f}",
        supersedes=row.supersedes,
        warnings=[warning["code"] for warning in row.warnings],
        received_at=row.received_at,
        editable_until=row.editable_until,
        sha256=row.sha256,
    )
