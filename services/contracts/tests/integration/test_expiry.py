"""What time does to requests."""

import asyncio
from datetime import timedelta

from contracts.storage.models import BindingAuditRow, BindingRow
from contracts.usecases.expire_bindings import ExpiryLoop, expire_bindings
from sqlalchemy import select

RETENTION = timedelta(days=30)


async def states(world, person) -> list[str]:
    async with world.database.session() as session:
        rows = select(BindingRow.state).where(BindingRow.user_id == person.id).order_by(BindingRow.id)
        return list(await session.scalars(rows))


async def test_unanswered_requests_expire_and_are_deleted_a_month_later(world, bind, register, new_number, new_email):
    anna = world.person()
    number = await bind(anna)
    await anna.bind(*await register())
    await anna.bind(new_number(), new_email())
    for ahead, expected in (
        (timedelta(hours=23), ["active", "pending", "pending"]),
        (timedelta(hours=25), ["active", "expired", "expired"]),
        (timedelta(days=40), ["active"]),
    ):
        world.clock.ahead = ahead
        async with world.database.session() as session:
            while await expire_bindings(session, world.clock(), RETENTION):
                pass
        assert await states(world, anna) == expected
    assert await anna.sees(number)
    async with world.database.session() as session:
        audit = select(BindingAuditRow.action).where(BindingAuditRow.user_id == anna.id).order_by(BindingAuditRow.id)
        actions = list(await session.scalars(audit))
    assert actions == ["requested", "confirmed", "requested", "requested", "expired", "expired"]


async def test_the_loop_stops_when_told(world):
    stop = asyncio.Event()
    running = asyncio.create_task(ExpiryLoop(world.database, RETENTION).run(stop))
    stop.set()
    async with asyncio.timeout(5):
        await running
