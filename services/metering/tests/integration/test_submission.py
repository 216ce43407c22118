"""A clerk with one two-zone meter: check, submit, correct, and everything that is refused."""

import asyncio
import json
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import httpx
import pytest
from chassis.testing import Issuer
from events.schemas.metering import ReadingSubmitted

from .conftest import Clock, CreateCustomer, meter, point

GOOD = {"DAY": "1100", "NIGHT": "550.5"}


async def test_a_reading_is_checked_submitted_and_has_a_receipt(create_customer: CreateCustomer) -> None:
    customer = await create_customer()

    checked = (await customer.check(GOOD)).json()
    answer = await customer.submit(GOOD)

    assert answer.status_code == 201, answer.text
    receipt = answer.json()
    assert checked["volumes"] == receipt["volumes"] == {"DAY": "4000.00", "NIGHT": "2020.00"}
    assert checked["previous"] == {"DAY": "1000.00", "NIGHT": "500.00"}
    assert checked["warnings"] == receipt["warnings"] == []
    assert checked["forecast"] == {"period": "2026-11", "volumes": {"DAY": "2181.82", "NIGHT": "1101.82"}}
    assert (receipt["state"], receipt["period"], receipt["source"]) == ("submitted", "2026-11", "portal")
    assert receipt["values"] == {"DAY": "1100.00", "NIGHT": "550.50"}
    assert receipt["editable_until"] == "2026-11-26T21:00:00Z"
    assert receipt["received_at"] == "2026-11-24T09:00:00Z"


async def test_the_receipt_can_be_verified_by_anybody(create_customer: CreateCustomer) -> None:
    receipt = (await (await create_customer()).submit(GOOD)).json()

    names = ("contract_number", "meter_id", "period", "taken_on", "values", "volumes", "received_at")
    fields = {"reading_id": receipt["id"], **{name: receipt[name] for name in names}}
    canonical = json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert sha256(canonical.encode()).hexdigest() == receipt["sha256"]


async def test_everybody_is_told_of_a_reading(create_customer: CreateCustomer) -> None:
    customer = await create_customer()
    receipt = (await customer.submit(GOOD)).json()

    (event,) = await customer.events(ReadingSubmitted)
    assert (str(event.reading_id), event.contract_number, event.period) == (receipt["id"], customer.number, "2026-11")
    assert (event.values, event.volumes) == (receipt["values"], receipt["volumes"])
    assert (event.previous, event.multiplier) == ({"DAY": "1000.00", "NIGHT": "500.00"}, "40")
    assert (event.source, event.actor_id, event.supersedes) == ("portal", customer.id, None)


async def test_the_submitted_value_is_seen_at_once(create_customer: CreateCustomer) -> None:
    customer = await create_customer()
    await customer.submit(GOOD)

    day = (await customer.meters())[0]["registers"][0]
    assert day["last_submitted"] == {"value": "1100.00", "taken_on": "2026-11-24"}
    assert day["last_accepted"] == {"value": "1000.00", "taken_on": "2026-09-30"}


async def test_a_resubmission_inside_the_window_replaces_and_history_stays(create_customer: CreateCustomer) -> None:
    customer = await create_customer()
    first = (await customer.submit(GOOD)).json()
    second = (await customer.submit({"DAY": "1101", "NIGHT": "550.5"})).json()

    history = (await customer.get(f"/meters/{first['meter_id']}/readings")).json()["items"]
    assert [(one["id"], one["state"]) for one in history] == [(second["id"], "submitted"), (first["id"], "superseded")]
    assert second["supersedes"] == first["id"]
    assert second["volumes"]["DAY"] == "4040.00"
    assert [str(event.supersedes) for event in await customer.events(ReadingSubmitted)] == ["None", first["id"]]
    assert (await customer.get(f"/readings/{first['id']}")).json()["state"] == "superseded"


async def test_the_same_key_gives_the_same_receipt_and_another_body_is_refused(create_customer: CreateCustomer) -> None:
    customer = await create_customer()
    key = {"Idempotency-Key": "k-1"}

    answers = [await customer.submit(GOOD, headers=key) for _ in range(2)]
    other = await customer.submit({"DAY": "1", "NIGHT": "1"}, headers=key)

    assert answers[0].json() == answers[1].json()
    assert [answer.status_code for answer in answers] == [201, 201]
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert len(await customer.events(ReadingSubmitted)) == 1


async def test_many_at_once_with_and_without_keys_leave_one_chain(create_customer: CreateCustomer) -> None:
    customer = await create_customer()

    async def submit(number: int) -> httpx.Response:
        headers = {"Idempotency-Key": f"k-{number}"} if number % 2 else {}
        return await customer.submit({"DAY": str(1100 + number), "NIGHT": "550"}, headers=headers)

    answers = await asyncio.gather(*map(submit, range(12)))

    assert {answer.status_code for answer in answers} == {201}
    history = (await customer.get(f"/meters/{await customer.meter_id()}/readings")).json()["items"]
    assert sorted(one["state"] for one in history) == ["submitted"] + ["superseded"] * 11
    events = await customer.events(ReadingSubmitted)
    assert [event.supersedes for event in events] == [None, *(event.reading_id for event in events[:-1])]
    assert next(one["id"] for one in history if one["state"] == "submitted") == str(events[-1].reading_id)


@pytest.mark.parametrize(
    ("values", "pointer", "code"),
    [
        ({"DAY": "1100"}, "/values/NIGHT", "zone_missing"),
        ({}, "/values/DAY", "zone_missing"),
        ({**GOOD, "PEAK": "1"}, "/values/PEAK", "unknown_zone"),
        ({**GOOD, "NIGHT": "много"}, "/values/NIGHT", "not_a_number"),
        ({**GOOD, "NIGHT": "NaN"}, "/values/NIGHT", "not_a_number"),
        ({**GOOD, "NIGHT": "1e3"}, "/values/NIGHT", "not_a_number"),
        ({**GOOD, "NIGHT": "٥٥٠"}, "/values/NIGHT", "not_a_number"),
        ({**GOOD, "NIGHT": "5 50"}, "/values/NIGHT", "not_a_number"),
        ({**GOOD, "NIGHT": "-550"}, "/values/NIGHT", "negative"),
        ({**GOOD, "NIGHT": "550.123"}, "/values/NIGHT", "too_many_decimals"),
        ({**GOOD, "NIGHT": "1000000"}, "/values/NIGHT", "too_many_digits"),
        ({**GOOD, "NIGHT": "9" * 400}, "/values/NIGHT", "too_many_digits"),
    ],
)
async def test_what_is_no_value_is_422_by_its_place(
    create_customer: CreateCustomer, values: dict[str, str], pointer: str, code: str
) -> None:
    customer = await create_customer()
    for answer in (await customer.submit(values), await customer.check(values)):
        assert (answer.status_code, answer.json()["code"]) == (422, "validation_failed")
        first = answer.json()["errors"][0]
        assert (first["pointer"], first["code"]) == (pointer, code)


async def test_leading_zeros_comma_and_spaces_around_are_fine(create_customer: CreateCustomer) -> None:
    answer = await (await create_customer()).submit({"DAY": " 001100,5 ", "NIGHT": "000550"})

    assert answer.json()["values"] == {"DAY": "1100.50", "NIGHT": "550.00"}


@pytest.mark.parametrize("body", [{"values": GOOD}, {"taken_on": "2026-11-24"}, {"taken_on": "today", "values": GOOD}])
async def test_a_body_of_another_shape_is_422(create_customer: CreateCustomer, body: dict[str, Any]) -> None:
    customer = await create_customer()
    answer = await customer.post(f"/meters/{await customer.meter_id()}/readings", body)

    assert (answer.status_code, answer.json()["code"]) == (422, "validation_failed")


@pytest.mark.parametrize(("day", "code"), [("2026-11-25", "in_future"), ("2026-09-29", "before_previous")])
async def test_a_date_that_can_not_be_is_422(create_customer: CreateCustomer, day: str, code: str) -> None:
    answer = await (await create_customer()).submit(GOOD, taken_on=day)

    assert answer.status_code == 422
    assert [(error["pointer"], error["code"]) for error in answer.json()["errors"]] == [("/taken_on", code)]


async def test_today_is_moscow_s(create_customer: CreateCustomer, clock: Clock) -> None:
    customer = await create_customer()
    clock.now = datetime(2026, 11, 24, 21, 30, tzinfo=UTC)

    assert (await customer.submit(GOOD, taken_on="2026-11-25")).status_code == 201


async def test_below_the_previous_is_refused_with_the_way_out(create_customer: CreateCustomer) -> None:
    answer = await (await create_customer()).submit({"DAY": "999.99", "NIGHT": "550"})

    assert (answer.status_code, answer.json()["code"]) == (422, "decreased")
    assert "1000.00" in answer.json()["detail"]
    assert answer.json()["errors"][0]["pointer"] == "/values/DAY"


async def test_equal_to_the_previous_is_zero_consumption(create_customer: CreateCustomer) -> None:
    answer = await (await create_customer()).submit({"DAY": "1000", "NIGHT": "500"})

    assert answer.status_code == 201
    assert answer.json()["volumes"] == {"DAY": "0.00", "NIGHT": "0.00"}


async def test_a_doubt_must_be_accepted_by_name(create_customer: CreateCustomer) -> None:
    customer = await create_customer()
    much = {"DAY": "9000", "NIGHT": "550"}

    refused = await customer.submit(much)
    accepted = await customer.submit(much, accept_warnings=["exceeds_capacity"])

    assert (refused.status_code, refused.json()["code"]) == (409, "needs_confirmation")
    assert [warning["code"] for warning in refused.json()["warnings"]] == ["exceeds_capacity"]
    assert accepted.status_code == 201
    assert [warning["code"] for warning in accepted.json()["warnings"]] == ["exceeds_capacity"]
    assert [warning["code"] for warning in (await customer.check(much)).json()["warnings"]] == ["exceeds_capacity"]


async def test_a_rollover_is_taken_when_it_is_confirmed(create_customer: CreateCustomer) -> None:
    initial = {"taken_on": "2026-10-25", "values": {"SINGLE": "9990"}}
    small = meter("41234567", multiplier="1", digits=4, decimals=0, zones=["SINGLE"], initial=initial)
    customer = await create_customer(point("781", small))

    refused = await customer.submit({"SINGLE": "20"})
    accepted = await customer.submit({"SINGLE": "20"}, accept_warnings=["rollover"])

    assert refused.json()["warnings"][0]["code"] == "rollover"
    assert (accepted.status_code, accepted.json()["volumes"]) == (201, {"SINGLE": "30"})


async def test_a_remotely_read_meter_takes_nothing(create_customer: CreateCustomer) -> None:
    customer = await create_customer(point("781", meter("41234567", remote_read=True)))

    answer = await customer.submit(GOOD)
    assert (answer.status_code, answer.json()["code"]) == (409, "remote_read")


async def test_outside_the_window_it_is_closed_and_says_what_to_do(
    create_customer: CreateCustomer, clock: Clock
) -> None:
    customer = await create_customer()
    receipt = (await customer.submit(GOOD)).json()
    clock.now = datetime(2026, 11, 26, 21, tzinfo=UTC)

    answer = await customer.submit(GOOD)

    assert (answer.status_code, answer.json()["code"]) == (409, "window_closed")
    assert "обратитесь к поставщику" in answer.json()["detail"]
    assert (await customer.get(f"/readings/{receipt['id']}")).json()["state"] == "locked"


async def test_the_window_is_told_with_its_reason(create_customer: CreateCustomer, clock: Clock) -> None:
    customer = await create_customer()
    opened = (await customer.get(f"/contracts/{customer.number}/window")).json()
    clock.now = datetime(2026, 11, 27, tzinfo=UTC)
    closed = (await customer.get(f"/contracts/{customer.number}/window")).json()

    assert {name: opened[name] for name in ("period", "opens_at", "closes_at", "open")} == {
        "period": "2026-11",
        "opens_at": "2026-11-22T21:00:00Z",
        "closes_at": "2026-11-26T21:00:00Z",
        "open": True,
    }
    assert [point["code"] for point in opened["points"]] == ["781"]
    assert (closed["open"], closed["period"], closed["opens_at"]) == (False, "2026-12", "2026-12-22T21:00:00Z")
    assert "откроется 23.12.2026" in closed["reason"]


async def test_the_next_period_is_counted_from_the_last_reading_of_this_one(
    create_customer: CreateCustomer, clock: Clock
) -> None:
    customer = await create_customer()
    await customer.submit(GOOD)
    clock.now = datetime(2026, 12, 24, 9, tzinfo=UTC)

    receipt = (await customer.submit({"DAY": "1200", "NIGHT": "600.5"}, taken_on="2026-12-24")).json()

    assert receipt["previous"] == {"DAY": "1100.00", "NIGHT": "550.50"}
    assert (receipt["period"], receipt["volumes"]) == ("2026-12", {"DAY": "4000.00", "NIGHT": "2000.00"})


async def test_a_changed_multiplier_holds_from_its_day(create_customer: CreateCustomer) -> None:
    customer = await create_customer()
    await customer.change(point("781", meter("41234567", multiplier="60")))  # told on the day the test runs
    today = datetime.now(UTC).date().isoformat()

    before = (await customer.check(GOOD, taken_on="2026-11-23")).json()["volumes"]

    assert before["DAY"] == ("4000.00" if today > "2026-11-23" else "6000.00")


async def test_readings_of_others_are_404(create_customer: CreateCustomer, issuer: Issuer) -> None:
    customer, other = await create_customer(), await create_customer()
    receipt = (await customer.submit(GOOD)).json()

    for path in (f"/readings/{receipt['id']}", f"/meters/{receipt['meter_id']}/readings", "/readings/none-of-ours"):
        assert (await other.get(path)).status_code == 404
    body = {"taken_on": "2026-11-24", "values": GOOD}
    assert (await other.post(f"/meters/{receipt['meter_id']}/readings", body)).status_code == 404
