"""What a file holds for a contract: readings or days that can be written, and what is wrong with the rest."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

from chassis.database import AsyncSession

from metering.clients.files.kinds import Kind
from metering.clients.files.m80020 import ChannelDay, Message, days_of
from metering.clients.files.readers import SHEETS, read_messages, read_sheet
from metering.clients.parser import Parser
from metering.domain.readings import Source
from metering.domain.sheets import RowError, check_sheet
from metering.domain.submission import MeterCase
from metering.storage.cases import CaseRepository, LoadedCase
from metering.storage.driver import driver_of
from metering.storage.reading_models import ImportRow
from metering.usecases.write_readings import NewReading


@dataclass
class ImportOutcome:
    """What can be written, and what can not. `rows_of_readings` counts the rows behind `readings`."""

    total: int
    errors: Sequence[RowError]
    readings: list[NewReading] = field(default_factory=list)
    blocks: list[dict[str, Any]] = field(default_factory=list)
    rows_of_readings: int = 0
    gaps: int = 0

    @property
    def refused(self) -> int:
        """How many rows can not be written."""
        return len({error.row for error in self.errors})


async def check_import(
    session: AsyncSession, parser: Parser, row: ImportRow, content: bytes, now: datetime
) -> ImportOutcome:
    """Raises FileRefusedError when the file as a whole can not be read."""
    kind = Kind(row.kind)
    if kind in SHEETS:
        sheet = await parser.run(partial(read_sheet, kind=kind), content)
        cases = await CaseRepository(await driver_of(session)).of_contract(row.contract_number, now)
        check = await asyncio.to_thread(check_sheet, sheet, _by_serial(cases), now)
        loaded = {one.case.meter_id: one for one in cases}
        judged = partial(NewReading.judged, source=Source.EXCEL, actor_id=row.user_id, import_id=row.id)
        readings = [judged(loaded[entry.meter_id], entry.judgement) for entry in check.entries]
        rows = sum(len(entry.rows) for entry in check.entries)
        return ImportOutcome(len(sheet.rows), check.errors, readings, rows_of_readings=rows)
    messages = await parser.run(partial(read_messages, kind=kind), content)
    return _check_messages(
        row, messages, await CaseRepository(await driver_of(session)).of_contract(row.contract_number, now)
    )


def _by_serial(cases: Sequence[LoadedCase]) -> Mapping[str, Sequence[MeterCase]]:
    """Meters by serial; one that was taken off does not stand in the way of the same serial in place."""
    grouped: dict[str, list[MeterCase]] = defaultdict(list)
    for loaded in cases:
        grouped[loaded.case.serial].append(loaded.case)
    in_place = {serial: [case for case in found if case.removed_on is None] for serial, found in grouped.items()}
    return {serial: in_place[serial] or found[:1] for serial, found in grouped.items()}


def _check_messages(row: ImportRow, messages: Sequence[Message], cases: Sequence[LoadedCase]) -> ImportOutcome:
    points: dict[str, list[LoadedCase]] = defaultdict(list)
    for loaded in cases:
        points[loaded.meter.point_code].append(loaded)
    errors: list[RowError] = []
    blocks: dict[tuple[str, str, date], dict[str, Any]] = {}
    total = 0
    for total, (message, day) in enumerate(days_of(messages), start=1):
        if fault := _fault(day, points):
            code, column, detail = fault
            errors.append(RowError(total + 1, column, f"{day.code} {message.day}", code, detail))
            continue
        block = _block(row, message, day, points[day.code])
        key = (day.code, day.channel, message.day)
        if key not in blocks or blocks[key]["number"] < message.number:
            blocks[key] = block
    gaps = sum(value is None for block in blocks.values() for value in block["kwh"])
    return ImportOutcome(total, errors, blocks=list(blocks.values()), gaps=gaps)


def _fault(day: ChannelDay, points: Mapping[str, Sequence[LoadedCase]]) -> tuple[str, str, str] | None:
    if day.code not in points:
        return "unknown_point", "Точка", f"В договоре нет точки с кодом {day.code}."
    return ("incomplete_day", "Сутки", day.fault) if day.block is None else None


def _block(row: ImportRow, message: Message, day: ChannelDay, meters: Sequence[LoadedCase]) -> dict[str, Any]:
    loaded = _meter_on(message.day, meters)
    multiplier: Decimal = loaded.case.context_on(message.day).dial.multiplier
    values, minutes = (day.block.values, day.block.minutes) if day.block else ((), 30)
    return {
        "contract_number": row.contract_number,
        "point_code": day.code,
        "channel": day.channel,
        "day": message.day,
        "meter_id": loaded.case.meter_id,
        "minutes": minutes,
        "multiplier": multiplier,
        "kwh": values,
        "sender_inn": message.sender_inn,
        "number": message.number,
        "import_id": row.id,
    }


def _meter_on(day: date, meters: Sequence[LoadedCase]) -> LoadedCase:
    """The meter that stood at the point on the day; the last one known when the registry does not say."""
    standing = [
        one
        for one in meters
        if (one.installed_on or day) <= day and (one.case.removed_on is None or day < one.case.removed_on)
    ]
    return (standing or list(meters))[-1]
