"""The worker's loop takes jobs by itself and stops when it is told."""

import asyncio
from datetime import date
from typing import Any

from fastapi import FastAPI
from metering.settings import Settings
from metering.usecases.run_import import ImportLoop
from sqlalchemy import text

from .conftest import CreateCustomer, Customer, job, meter, point, sheet, upload


async def settled(customer: Customer, import_id: str) -> dict[str, Any]:
    """The job once the worker is done with it."""
    for _ in range(3000):
        done = await job(customer, import_id)
        if done["state"] != "checking":
            return done
        await asyncio.sleep(0.02)
    raise TimeoutError


async def create_one(create_customer: CreateCustomer) -> Customer:
    always = {"window": {"opens_day": 1, "closes_day": 31}}  # the loop's clock is the real one
    initial = {"taken_on": "2020-01-31", "values": {"SINGLE": "1000.00"}}
    return await create_customer(point("781", meter("1", zones=["SINGLE"], initial=initial)) | always)


async def test_a_statement_that_takes_too_long_is_tried_again(
    create_customer: CreateCustomer, settings: Settings, app: FastAPI
) -> None:
    customer = await create_one(create_customer)
    content = sheet(("1", "Сутки", "", 1010.5, date(2020, 2, 1)))
    import_id = (await upload(customer, content, dry_run="false")).json()["id"]
    stop, waited = asyncio.Event(), set[Any]()
    async with app.state.database.engine.begin() as held:
        await held.execute(text("LOCK TABLE meter_multipliers"))
        running = asyncio.ensure_future(ImportLoop(settings, pause=0.01, statement=0.3).run(stop))
        while len(waited) < 2:
            waiting = (
                "SELECT pid, waitstart FROM pg_locks WHERE NOT granted AND relation = 'meter_multipliers'::regclass"
            )
            waited |= {row.waitstart for row in await held.execute(text(waiting)) if row.waitstart}
            assert not running.done()
            await asyncio.sleep(0.02)

    assert (await settled(customer, import_id))["state"] == "committed"
    stop.set()
    await asyncio.wait_for(running, 60)


async def test_the_loop_takes_jobs_until_it_is_stopped(create_customer: CreateCustomer, settings: Settings) -> None:
    customer = await create_one(create_customer)
    stop = asyncio.Event()
    running = asyncio.ensure_future(ImportLoop(settings, pause=0.05).run(stop))

    for number in range(2):
        content = sheet(("1", "Сутки", "", 1010.5 + number, date(2020, 2, 1)))
        import_id = (await upload(customer, content, dry_run="false")).json()["id"]
        done = await settled(customer, import_id)
        assert (done["state"], done["rows"]["written"]) == ("committed", 1)

    stop.set()
    await asyncio.wait_for(running, 60)
