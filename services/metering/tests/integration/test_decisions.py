"""The supplier's word: accepted, rejected, corrected, late, unknown."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from events.schemas.metering import ReadingAccepted, ReadingRejected
from metering.errors import UnknownReading

from .conftest import Clock, CreateCustomer

GOOD = {"DAY": "1100", "NIGHT": "550.5"}


async def test_an_accepted_reading_is_what_the_next_one_is_counted_from(
    create_customer: CreateCustomer, clock: Clock
) -> None:
    customer = await create_customer()
    receipt = (await customer.submit(GOOD)).json()

    await customer.decide(receipt["id"], "accepted")

    reading = (await customer.get(f"/readings/{receipt['id']}")).json()
    assert (reading["state"], reading["quality"], reading["sha256"]) == ("accepted", "17", receipt["sha256"])
    day = (await customer.meters())[0]["registers"][0]
    assert day["last_accepted"] == {"value": "1100.00", "taken_on": "2026-11-24"}
    (event,) = await customer.events(ReadingAccepted)
    assert str(event.reading_id) == receipt["id"]
    clock.now = datetime(2026, 11, 27, tzinfo=UTC)
    assert (await customer.get(f"/readings/{receipt['id']}")).json()["state"] == "accepted"


async def test_a_rejected_reading_is_corrected(create_customer: CreateCustomer) -> None:
    customer = await create_customer()
    wrong = (await customer.submit(GOOD)).json()

    await customer.decide(wrong["id"], "rejected", "Не соответствует фото")
    right = await customer.submit({"DAY": "1050", "NIGHT": "520"})
    await customer.decide(right.json()["id"], "accepted")

    assert right.status_code == 201
    history = (await customer.get(f"/meters/{wrong['meter_id']}/readings")).json()["items"]
    assert [(one["state"], one["reason"]) for one in history] == [
        ("accepted", None),
        ("rejected", "Не соответствует фото"),
    ]
    assert history[0]["supersedes"] is None
    (event,) = await customer.events(ReadingRejected)
    assert (str(event.reading_id), event.reason) == (wrong["id"], "Не соответствует фото")


async def test_the_same_decision_twice_is_told_once(create_customer: CreateCustomer) -> None:
    customer = await create_customer()
    receipt = (await customer.submit(GOOD)).json()

    for _ in range(2):
        await customer.decide(receipt["id"], "accepted", at="2026-11-24T10:00:00Z")
    await customer.decide(receipt["id"], "accepted", at="2026-11-24T11:00:00Z")

    assert len(await customer.events(ReadingAccepted)) == 1


async def test_the_later_decision_holds_in_whatever_order_they_come(create_customer: CreateCustomer) -> None:
    customer = await create_customer()
    receipt = (await customer.submit(GOOD)).json()

    await customer.decide(receipt["id"], "rejected", "Ошибка", at="2026-11-24T11:00:00Z")
    await customer.decide(receipt["id"], "accepted", at="2026-11-24T10:00:00Z")
    rejected = (await customer.get(f"/readings/{receipt['id']}")).json()["state"]
    await customer.decide(receipt["id"], "accepted", at="2026-11-24T12:00:00Z")

    assert rejected == "rejected"
    assert (await customer.get(f"/readings/{receipt['id']}")).json()["state"] == "accepted"


async def test_a_decision_about_a_replaced_reading_changes_nothing(create_customer: CreateCustomer) -> None:
    customer = await create_customer()
    first = (await customer.submit(GOOD)).json()
    await customer.submit({"DAY": "1101", "NIGHT": "551"})

    await customer.decide(first["id"], "accepted")

    assert (await customer.get(f"/readings/{first['id']}")).json()["state"] == "superseded"
    assert await customer.events(ReadingAccepted) == []


async def test_an_accepted_reading_may_be_replaced_until_the_promised_instant(create_customer: CreateCustomer) -> None:
    customer = await create_customer()
    first = (await customer.submit(GOOD)).json()
    await customer.decide(first["id"], "accepted")

    second = await customer.submit({"DAY": "1101", "NIGHT": "551"})

    assert (second.status_code, second.json()["supersedes"]) == (201, first["id"])


async def test_a_rejection_taken_back_after_the_correction_does_not_make_two(create_customer: CreateCustomer) -> None:
    customer = await create_customer()
    first = (await customer.submit(GOOD)).json()
    await customer.decide(first["id"], "rejected", "Ошибка", at="2026-11-24T10:00:00Z")
    second = (await customer.submit({"DAY": "1101", "NIGHT": "551"})).json()

    await customer.decide(first["id"], "accepted", at="2026-11-24T12:00:00Z")

    states = {one: (await customer.get(f"/readings/{one}")).json()["state"] for one in (first["id"], second["id"])}
    assert states == {first["id"]: "rejected", second["id"]: "submitted"}


async def test_a_decision_about_a_reading_nobody_has_is_refused_so_that_it_is_parked(
    create_customer: CreateCustomer,
) -> None:
    customer = await create_customer()
    with pytest.raises(UnknownReading):
        await customer.decide(str(uuid4()), "accepted")
