"""The registry's topic, from a record to the contract or to the operators' list of parked keys."""

import asyncio
import json
from contextlib import asynccontextmanager

import pytest
from contracts.consumers import router
from events import Consumer
from events.broker import Message
from events.testing import InMemoryBus

TOPIC = "supplier.registry.v1"


def record(body, event_id: str) -> Message:
    """What a supplier's system writes: CloudEvents in binary mode with the few headers that are needed."""
    headers = [("ce_id", event_id.encode()), ("ce_type", b"ContractPublished"), ("ce_source", b"supplier/registry")]
    return Message(TOPIC, str(body["number"]).encode(), json.dumps(body).encode(), headers)


@asynccontextmanager
async def consuming(world, bus: InMemoryBus):
    stop = asyncio.Event()
    running = asyncio.create_task(Consumer(world.database.engine, router, bus).run(stop))
    yield
    stop.set()
    await running


async def until(fact) -> None:
    async with asyncio.timeout(20):
        while not await fact():  # noqa: ASYNC110 - a fact of the database has no event
            await asyncio.sleep(0.05)


@pytest.mark.parametrize(
    ("flaw", "reason"),
    [
        ({"party": {"kind": "company", "name": "x", "inn": "7802532606"}}, "/party/inn inn"),
        ({"unknown": 1}, "unknown: Extra"),
        ({"max_power_kw": 150}, "max_power_kw: A number"),
    ],
)
async def test_a_bad_contract_parks_with_its_reason_and_stops_no_other(world, new_number, terms, flaw, reason):
    good, bad, bus = [new_number(), new_number()], new_number(), InMemoryBus()
    bodies = [terms(number=good[0]), terms(number=bad) | flaw, terms(number=good[1]), terms(number=bad, revision=2)]
    await bus.append([record(body, f"{bad}-{index}") for index, body in enumerate(bodies)])

    async def parked():
        answer = await world.http.get("/api/contracts/v1/ops/parked", headers=world.issuer.operator())
        return [item for item in answer.json()["items"] if item["key"] == bad and item["behind"] == 1]

    async def registered():
        return all([await world.events(number) for number in good])

    async with consuming(world, bus):
        await until(parked)
        await until(registered)
        (item,) = await parked()
        assert reason in item["reason"]
        drop = f"/api/contracts/v1/ops/parked/{item['id']}:drop"
        dropped = await world.http.post(drop, json={"reason": "ошибка поставщика"}, headers=world.issuer.operator())
        assert dropped.status_code == 204
        await until(lambda: world.events(bad))
    assert [event.revision for event in await world.events(bad)] == [2]
