"""The sheet to fill for a contract."""

import asyncio
from datetime import datetime

from chassis.database import AsyncSession

from metering.clients.files.template import TemplateMeter, write_template
from metering.domain.periods import day_of
from metering.storage.cases import CaseRepository, LoadedCase
from metering.storage.driver import driver_of


async def fill_template(session: AsyncSession, number: str, now: datetime) -> bytes:
    """An .xlsx with a row per meter and zone, of the meters whose readings are taken by hand."""
    cases = await CaseRepository(await driver_of(session)).of_contract(number, now)
    meters = [_meter(loaded) for loaded in cases if not loaded.case.remote_read and loaded.case.removed_on is None]
    return await asyncio.to_thread(write_template, meters, taken_on=day_of(now))


def _meter(loaded: LoadedCase) -> TemplateMeter:
    context = loaded.case.context
    return TemplateMeter(
        point=" ".join(filter(None, (loaded.meter.point_code, loaded.point_name))),
        address=loaded.address or "",
        serial=loaded.case.serial,
        zones=context.dial.zones,
        digits=context.dial.digits,
        decimals=context.dial.decimals,
        previous=context.baseline.values if context.baseline else {},
    )
