"""Events that come twice, late, broken or into a broken service: none is lost, none stops another key.

What the supplier's own topic does with bad messages is told in test_registry_feed.py.
"""

import asyncio
import json
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import asyncpg
import pytest
from stack.accounts import assert_told_once
from stack.parking import Parking
from stack.people import CONTRACTS, fresh_address
from stack.registry import contract, delivery_point, fresh_number
from stack.topics import send
from stack.waiting import eventually

pytestmark = pytest.mark.reliability

SUPPLIER = "supplier.registry.v1"
REGISTRY = "contracts.registry.v1"
MOSCOW = ZoneInfo("Europe/Moscow")


def opening_on(day: int, **fields) -> dict[str, Any]:
    """A contract whose window tells which revision a service has."""
    return contract(delivery_points=[delivery_point(window={"opens_day": day, "closes_day": 28})], **fields)


def opening_day(customer, number: str) -> int | None:
    """The day on which metering opens the window, if it knows the contract."""
    answer = customer.get(f"/api/metering/v1/contracts/{number}/window")
    if answer.status_code == 404:
        return None
    return datetime.fromisoformat(answer.json()["opens_at"]).astimezone(MOSCOW).day


def test_the_supplier_tells_a_contract_twice_and_out_of_order(bootstrap, registry, tap):
    number = fresh_number()

    def tell(revision: int, ce_id: str) -> None:
        body = {"number": number, **contract(revision=revision)}
        send(bootstrap, SUPPLIER, number, json.dumps(body).encode(), ce_type="ContractPublished", ce_id=ce_id)

    newest = str(uuid4())
    for revision, ce_id in ((3, newest), (3, newest), (3, str(uuid4())), (2, str(uuid4())), (4, str(uuid4()))):
        tell(revision, ce_id)

    def told() -> list[tuple[str | None, int]]:
        return [(record.type, record.body["revision"]) for record in tap.records() if record.key == number]

    eventually(lambda: 4 in [revision for _, revision in told()], what="the fourth revision is told")
    # Of what is taken in one go the highest revision is told.
    assert told() in ([("ContractRegistered", 3), ("ContractChanged", 4)], [("ContractRegistered", 4)])
    assert registry.put(number, contract(revision=4)).json()["status"] == "unchanged"


def test_our_own_events_come_again_late_and_from_a_newer_version(
    bootstrap, tap, settled_customer, registry, letterbox, operator
):
    anna = settled_customer()
    number, company = registry.register(**opening_on(10))
    anna.bind(number, company)
    registry.put(number, opening_on(20, revision=2, emails=[company]))
    first = tap.wait("ContractRegistered", contract_number=number)
    second = tap.wait("ContractChanged", contract_number=number)
    bound = tap.wait("ContractBound", contract_number=number)
    eventually(lambda: opening_day(anna, number) == 20, what="metering knows the second revision")

    def again(record, **other) -> None:
        send(bootstrap, record.topic, record.key, other.pop("value", record.value), **{**record.headers, **other})

    again(bound)
    again(second)
    again(first, ce_id=str(uuid4()))
    again(second, ce_id=str(uuid4()), ce_type="ContractPainted")
    third = {**second.body, "revision": 3, "colour": "green", "delivery_points": first.body["delivery_points"]}
    again(second, ce_id=str(uuid4()), value=json.dumps(third).encode())

    eventually(lambda: opening_day(anna, number) == 10, what="metering knows the third revision")
    assert not any(Parking(operator, service).find(number) for service in ("metering", "billing", "notifier"))
    anna.delete(f"{CONTRACTS}/contracts/{number}/binding")
    tap.wait("ContractUnbound", contract_number=number)
    assert_told_once(tap, letterbox, [anna.email], {number: company})


UNREADABLE = {
    "no JSON": (b"\xff{", {}),
    "another shape": (b'{"contract_number": "1"}', {}),
    "no id": (b"{}", {"ce_id": None}),
}


def test_what_can_not_be_read_waits_for_an_operator(bootstrap, settled_customer, registry, operator):
    anna = settled_customer()
    company = fresh_address("company")
    numbers, other = [fresh_number() for _ in UNREADABLE], fresh_number()
    parkings = [Parking(operator, service) for service in ("metering", "billing")]

    for number, (value, headers) in zip(numbers, UNREADABLE.values(), strict=True):
        send(bootstrap, REGISTRY, number, value, **{"ce_type": "ContractChanged", **headers})
        for revision, day in ((1, 10), (2, 20)):
            registry.put(number, opening_on(day, revision=revision, emails=[company]))
    registry.put(other, opening_on(15, emails=[company]))
    for number in numbers:
        for parking in parkings:
            assert parking.wait(number, behind=2)["reason"].startswith("undecodable")

    for number in (*numbers, other):
        anna.bind(number, company)
    eventually(lambda: opening_day(anna, other) == 15, what="the other contract is known to metering")
    for number in numbers:
        assert opening_day(anna, number) is None
        for parking in parkings:
            parking.drop(number)
            parking.wait_gone(number)
        assert opening_day(anna, number) == 20


def test_what_fails_by_our_own_fault_is_handled_in_order_once_that_is_mended(
    stack, tap, settled_customer, registry, letterbox, operator
):
    anna, boris = settled_customer(), settled_customer()
    (annas, annas_company), (boriss, boriss_company) = registry.register(), registry.register()
    parking = Parking(operator, "notifier")

    assert anna.ask(annas, annas_company).status_code == 202
    token = anna.binding_token(annas, annas_company)
    with broken(stack["databases"]["notifier"], f"ALTER TABLE deliveries ADD CONSTRAINT fault {refusing(annas)}"):
        assert anna.decide(token).status_code == 200
        assert anna.delete(f"{CONTRACTS}/contracts/{annas}/binding").status_code == 204
        entry = parking.wait(annas, behind=1)
        assert (entry["topic"], entry["type"]) == ("contracts.bindings.v1", "ContractBound")
        assert "fault" in entry["reason"]
        boris.bind(boriss, boriss_company)
        letterbox.wait(boris.email, f"Договор {boriss} добавлен")
        assert letterbox.count(anna.email) == 1, "only the confirmation of her address"

    parking.retry(annas)
    parking.wait_gone(annas)
    assert_told_once(tap, letterbox, [anna.email, boris.email], {annas: annas_company, boriss: boriss_company})
    newest_first = [item["kind"] for item in anna.get("/api/notifier/v1/deliveries").json()["items"]]
    assert newest_first == ["contract_unbound", "contract_bound", "confirm_email"]


def refusing(number: str) -> str:
    return f"CHECK (contract_number <> '{number}') NOT VALID"


@contextmanager
def broken(database: str, how: str):
    """A fault that a release of ours might bring, and its mending."""

    async def run(statement: str) -> None:
        connection = await asyncpg.connect(database)
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    asyncio.run(run(how))
    yield
    asyncio.run(run("ALTER TABLE deliveries DROP CONSTRAINT fault"))
