"""Customers are told when their window opens, and when it closes and something is missing; once."""

from datetime import UTC, datetime

from events.schemas.metering import ReadingWindowClosing, ReadingWindowOpened
from fastapi import FastAPI
from metering.usecases.announce_windows import announce_windows

from .conftest import Clock, CreateCustomer, meter, point, unbound

GOOD = {"DAY": "1100", "NIGHT": "550"}


async def announce(app: FastAPI, clock: Clock, times: int = 1) -> None:
    for _ in range(times):
        async with app.state.database.session() as session:
            await announce_windows(session, clock.now)


async def test_the_opening_is_told_once_however_often_the_worker_starts(
    create_customer: CreateCustomer, app: FastAPI, clock: Clock
) -> None:
    customer = await create_customer()
    await announce(app, clock, times=3)

    (event,) = await customer.events(ReadingWindowOpened)
    assert event.period == "2026-11"
    assert (event.opens_at.isoformat(), event.closes_at.isoformat()) == (
        "2026-11-22T21:00:00+00:00",
        "2026-11-26T21:00:00+00:00",
    )


async def test_the_next_window_is_told_anew(create_customer: CreateCustomer, app: FastAPI, clock: Clock) -> None:
    customer = await create_customer()
    await announce(app, clock)
    clock.now = datetime(2026, 12, 23, tzinfo=UTC)
    await announce(app, clock)

    assert [event.period for event in await customer.events(ReadingWindowOpened)] == ["2026-11", "2026-12"]


async def test_two_days_before_the_end_missing_meters_are_told_once(
    create_customer: CreateCustomer, app: FastAPI, clock: Clock
) -> None:
    customer = await create_customer(point("781", meter("1"), meter("2"), meter("3", remote_read=True)))
    await customer.submit(GOOD, serial="1")
    await announce(app, clock)
    early = await customer.events(ReadingWindowClosing)
    clock.now = datetime(2026, 11, 24, 21, tzinfo=UTC)
    await announce(app, clock, times=2)

    assert early == []
    (event,) = await customer.events(ReadingWindowClosing)
    assert (event.missing, [one.serial for one in event.meters]) == (1, ["2"])


async def test_who_submitted_everything_is_not_reminded(
    create_customer: CreateCustomer, app: FastAPI, clock: Clock
) -> None:
    customer = await create_customer()
    await customer.submit(GOOD)
    clock.now = datetime(2026, 11, 25, tzinfo=UTC)
    await announce(app, clock)

    assert await customer.events(ReadingWindowClosing) == []


async def test_who_was_rejected_is_reminded(create_customer: CreateCustomer, app: FastAPI, clock: Clock) -> None:
    customer = await create_customer()
    receipt = (await customer.submit(GOOD)).json()
    await customer.decide(receipt["id"], "rejected", "Ошибка")
    clock.now = datetime(2026, 11, 25, tzinfo=UTC)
    await announce(app, clock)

    assert len(await customer.events(ReadingWindowClosing)) == 1


async def test_nobody_is_told_of_a_contract_that_is_in_no_account_or_only_read_remotely(
    create_customer: CreateCustomer, app: FastAPI, clock: Clock
) -> None:
    gone = await create_customer()
    await gone.tell(unbound(gone.id, gone.number, gone.binding_id))
    remote = await create_customer(point("781", meter("1", remote_read=True)))
    closed = await create_customer(point("781", meter("1")) | {"window": {"opens_day": 1, "closes_day": 5}})
    await announce(app, clock)

    for customer in (gone, remote, closed):
        assert await customer.events(ReadingWindowOpened) == []
