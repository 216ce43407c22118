"""The supplier's own values: they count, and never pass for the customer's."""

from datetime import UTC, datetime
from typing import Any

import pytest
from events.schemas.metering import ReadingAccepted, ReadingSubmitted, ReadingWindowClosing
from events.schemas.supplier import ReadingRecorded
from metering.domain.numbers import BadNumberError
from metering.errors import UnknownMeter, ZonesDiffer
from metering.usecases.announce_windows import announce_windows

from .conftest import Clock, CreateCustomer, Customer, meter, point

ESTIMATE = {"DAY": "1150.00", "NIGHT": "575.00"}
TYPED = {"DAY": "1100", "NIGHT": "550"}


async def record(customer: Customer, **fields: Any) -> None:
    usual = {
        "contract_number": customer.number,
        "meter_serial": "41234567",
        "period": "2026-11",
        "taken_on": "2026-11-24",
        "source": "estimated",
        "values": ESTIMATE,
        "recorded_at": "2026-11-24T08:00:00Z",
    }
    await customer.tell(ReadingRecorded.model_validate(usual | fields))


async def history(customer: Customer) -> list[tuple[str, str, str, Any]]:
    items = (await customer.get(f"/meters/{await customer.meter_id()}/readings")).json()["items"]
    return [(one["source"], one["state"], one["quality"], one["actor"]) for one in items]


NOVEMBER = {"from": "2026-11-01", "to": "2026-12-01", "by": "month"}


async def november(customer: Customer) -> list[tuple[str, str]]:
    items = (await customer.get(f"/contracts/{customer.number}/consumption", **NOVEMBER)).json()["items"]
    return [(one["volume_kwh"], one["method"]) for one in items]


async def test_an_estimate_is_marked_wherever_it_is_seen(create_customer: CreateCustomer) -> None:
    customer = await create_customer()

    await record(customer)

    assert await history(customer) == [("estimated", "accepted", "8", None)]
    assert await november(customer) == [("6000.00", "calculated"), ("3000.00", "calculated")]
    feed = await customer.get(f"/contracts/{customer.number}/consumption", **NOVEMBER, format="espi")
    assert feed.text.count("<quality>8</quality>") == 2
    (submitted,) = await customer.events(ReadingSubmitted)
    (accepted,) = await customer.events(ReadingAccepted)
    assert (submitted.source, submitted.actor_id, accepted.source) == ("estimated", None, "estimated")


async def test_what_the_customer_submits_replaces_the_estimate(create_customer: CreateCustomer) -> None:
    customer = await create_customer()
    await record(customer)

    receipt = await customer.submit(TYPED)

    assert receipt.status_code == 201
    assert [one[:2] for one in await history(customer)] == [("portal", "submitted"), ("estimated", "superseded")]
    assert await november(customer) == [("4000.00", "metered"), ("2000.00", "metered")]


async def test_an_estimate_does_not_replace_what_the_customer_submitted(create_customer: CreateCustomer) -> None:
    customer = await create_customer()
    await customer.submit(TYPED)

    await record(customer)

    assert sorted(one[:2] for one in await history(customer)) == [("estimated", "superseded"), ("portal", "submitted")]
    assert await november(customer) == [("4000.00", "metered"), ("2000.00", "metered")]
    assert len(await customer.events(ReadingSubmitted)) == 1


@pytest.mark.parametrize("source", ["act", "ami"])
async def test_what_the_supplier_has_read_counts_before_what_was_typed(
    create_customer: CreateCustomer, source: str
) -> None:
    customer = await create_customer()
    await customer.submit(TYPED)

    await record(customer, source=source)

    assert await history(customer) == [
        (source, "accepted", "17", None),
        ("portal", "superseded", "14", str(customer.id)),
    ]
    assert await november(customer) == [("6000.00", "metered"), ("3000.00", "metered")]


async def test_the_same_value_again_is_one_reading_and_a_corrected_one_the_next(
    create_customer: CreateCustomer,
) -> None:
    customer = await create_customer()
    for values in (ESTIMATE, ESTIMATE, {"DAY": "1160.00", "NIGHT": "580.00"}):
        await record(customer, values=values)

    assert [one[:2] for one in await history(customer)] == [("estimated", "accepted"), ("estimated", "superseded")]


async def test_a_remotely_read_meter_takes_values_of_the_supplier_only(create_customer: CreateCustomer) -> None:
    customer = await create_customer(point("781", meter("41234567", remote_read=True)))
    await record(customer, source="ami")

    assert (await customer.submit(TYPED)).json()["code"] == "remote_read"
    assert await history(customer) == [("ami", "accepted", "17", None)]


async def test_an_estimate_leaves_the_customer_to_be_reminded(create_customer: CreateCustomer, clock: Clock) -> None:
    customer = await create_customer()
    await record(customer)

    async with customer.database.session() as session:
        await announce_windows(session, datetime(2026, 11, 25, 6, tzinfo=UTC))

    (closing,) = await customer.events(ReadingWindowClosing)
    assert [one.serial for one in closing.meters] == ["41234567"]


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"meter_serial": "404"}, UnknownMeter),
        ({"point_code": "404"}, UnknownMeter),
        ({"values": {"DAY": "1150.00"}}, ZonesDiffer),
        ({"values": {"SINGLE": "1150.00"}}, ZonesDiffer),
        ({"values": ESTIMATE | {"DAY": "1150.001"}}, BadNumberError),
        ({"values": ESTIMATE | {"DAY": "1000000"}}, BadNumberError),
    ],
)
async def test_what_can_not_be_is_parked_with_its_reason(
    create_customer: CreateCustomer, fields: dict[str, Any], error: type[Exception]
) -> None:
    customer = await create_customer()
    with pytest.raises(error):
        await record(customer, **fields)
