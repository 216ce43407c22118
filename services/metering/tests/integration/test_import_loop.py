"""The worker's loop takes jobs by itself and stops when it is told."""

import asyncio
from datetime import date
from typing import Any

from metering.settings import Settings
from metering.usecases.run_import import ImportLoop

from .conftest import CreateCustomer, Customer, job, meter, point, sheet, upload


async def settled(customer: Customer, import_id: str) -> dict[str, Any]:
    """The job once the worker is done with it."""
    for _ in range(1000):
        done = await job(customer, import_id)
        if done["state"] != "checking":
            return done
        await asyncio.sleep(0.02)
    raise TimeoutError


async def test_the_loop_takes_jobs_until_it_is_stopped(create_customer: CreateCustomer, settings: Settings) -> None:
    always = {"window": {"opens_day": 1, "closes_day": 31}}  # the loop's clock is the real one
    initial = {"taken_on": "2020-01-31", "values": {"SINGLE": "1000.00"}}
    customer = await create_customer(point("781", meter("1", zones=["SINGLE"], initial=initial)) | always)
    stop = asyncio.Event()
    running = asyncio.ensure_future(ImportLoop(settings, pause=0.05).run(stop))

    for number in range(2):
        content = sheet(("1", "Сутки", "", 1010.5 + number, date(2020, 2, 1)))
        import_id = (await upload(customer, content, dry_run="false")).json()["id"]
        done = await settled(customer, import_id)
        assert (done["state"], done["rows"]["written"]) == ("committed", 1)

    stop.set()
    await asyncio.wait_for(running, 20)
