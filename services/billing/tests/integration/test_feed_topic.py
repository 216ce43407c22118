"""The feed's topic: from records to balances, or to the operators' list; items that come before their contract."""

import asyncio
import json
import time
from contextlib import asynccontextmanager
from uuid import uuid4

from billing.consumers import router
from billing.usecases.release_items import release_items
from events import Consumer
from events.broker import Message
from events.schemas.billing import ChargePosted
from events.testing import InMemoryBus
from sqlalchemy import text

from .conftest import bound, charge, new_number, payment, registered

TOPIC = "supplier.billing.v1"


def record(body, kind="ChargePublished", **headers) -> Message:
    event_id = f"{body['source_id']}-{body['revision']}"
    told = {"ce_id": event_id, "ce_type": kind, "ce_source": "supplier/billing"} | headers
    key = str(body["contract_number"]).encode()
    return Message(TOPIC, key, json.dumps(body).encode(), [(name, value.encode()) for name, value in told.items()])


@asynccontextmanager
async def consuming(world, bus):
    stop = asyncio.Event()
    running = asyncio.create_task(Consumer(world.database.engine, router, bus).run(stop))
    yield
    stop.set()
    await running


async def until(fact):
    async with asyncio.timeout(40):
        while not (found := await fact()):  # noqa: ASYNC110 - a fact of the database has no event
            await asyncio.sleep(0.05)
    return found


async def parked(world, number):
    answer = await world.http.get("/api/billing/v1/ops/parked", headers=world.issuer.operator())
    return [item for item in answer.json()["items"] if item["key"] == number]


async def test_a_bad_item_parks_its_contract_and_an_operator_replays_it_in_order(world):
    (bad, user), (good, other) = await world.contract(), await world.contract()
    bus, first = InMemoryBus(), charge(bad, "61.00")
    items = [charge(bad, "122.00") | {"gross": "1.00"}, first, first | {"revision": 2, "posted_on": "2026-11-06"}]
    await bus.append([*map(record, items), record(charge(good)), record(payment(good), "PaymentPublished")])
    async with consuming(world, bus):
        (item,) = await until(lambda: parked(world, bad))
        assert "/gross gross_total" in item["reason"]

        async def paid():
            return (await world.get(other, f"/contracts/{good}/balance"))["paid"] == "122.00"

        await until(paid)
        drop = f"/api/billing/v1/ops/parked/{item['id']}:drop"
        dropped = await world.http.post(drop, json={"reason": "исправлено"}, headers=world.issuer.operator())
        assert dropped.status_code == 204

        async def posted():
            return [one.revision for one in await world.events(bad) if isinstance(one, ChargePosted)] == [1, 2]

        await until(posted)
    assert (await world.get(user, f"/contracts/{bad}/balance"))["charged"] == "61.00"


async def test_what_cannot_be_read_parks_at_once(world):
    (number, _), bus = await world.contract(), InMemoryBus()
    await bus.append([record(charge(number, period="2026-13"))])
    async with consuming(world, bus):
        (item,) = await until(lambda: parked(world, number))
    assert "period: A period is a month" in item["reason"]


async def test_items_before_their_contract_wait_and_are_applied_in_order(world):
    number, bus = new_number(), InMemoryBus()
    first = charge(number, "122.00")
    second = charge(number, "61.00", source_id=first["source_id"], revision=2)
    await bus.append([record(first), record(second), record(payment(number, "1.00"), "PaymentPublished")])
    async with consuming(world, bus):
        (item,) = await until(lambda: parked(world, number))
        assert "unknown_contract" in item["reason"]
        user_id = uuid4()
        await world.tell(registered(number), bound(user_id, number))

        async def applied():
            async with world.database.session() as session:
                await release_items(session)
            return (await world.get(user_id, f"/contracts/{number}/balance"))["balance"] == "60.00"

        await until(applied)
    assert await parked(world, number) == []
    assert [one.revision for one in await world.events(number) if isinstance(one, ChargePosted)] == [1, 2]


async def test_what_came_over_kafka_names_its_cause(world):
    (number, _), bus = await world.contract(), InMemoryBus()
    await bus.append([record(charge(number))])
    async with consuming(world, bus):

        async def posted():
            return [one for one in await world.events(number) if isinstance(one, ChargePosted)]

        (event,) = await until(posted)
    assert event.causation_id is not None
    assert event.correlation_id == event.causation_id


async def test_many_unknown_contracts_park_in_one_go_and_hold_up_nobody(world):
    (good, user), bus = await world.contract(), InMemoryBus()
    strangers = [new_number() for _ in range(40)]
    waiting = [charge(number, "1.22", revision=revision) for number in strangers for revision in (1, 2)]
    await bus.append([record(item) for item in [charge(good), *waiting, charge(good)]])
    began = time.perf_counter()
    async with consuming(world, bus):

        async def posted():
            return (await world.get(user, f"/contracts/{good}/balance"))["charged"] == "244.00"

        await until(posted)
    assert time.perf_counter() - began < 10  # one by one, tried again, they took minutes
    async with world.database.session() as session:
        rows = text(
            "SELECT count(DISTINCT k.id), count(*) FROM parked_keys AS k JOIN parked_records AS r ON r.key_id = k.id "
            "WHERE k.key = ANY(:keys) AND k.reason LIKE 'UnknownContract:%'"
        )
        assert tuple((await session.execute(rows, {"keys": strangers})).one()) == (40, 80)
