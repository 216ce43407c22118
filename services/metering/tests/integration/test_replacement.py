"""A meter is replaced: the volume of the period stays whole."""

from typing import Any

from events.schemas.metering import ReadingAccepted, ReadingSubmitted

from .conftest import CreateCustomer, meter, point

FINAL = {"taken_on": "2026-11-20", "values": {"DAY": "1080.00", "NIGHT": "540.00"}}
REMOVED = {"removed_on": "2026-11-20", "final": FINAL}
FRESH = {"taken_on": "2026-11-20", "values": {"DAY": "0.00", "NIGHT": "0.00"}}


def replaced(**final: Any) -> dict[str, Any]:
    old = meter("41234567", multiplier="40", **(REMOVED | final))
    return point("781", old, meter("52345678", multiplier="20", initial=FRESH))


async def test_the_closing_values_become_an_accepted_act(create_customer: CreateCustomer) -> None:
    customer = await create_customer()
    await customer.change(replaced())

    (act,) = (await customer.get(f"/meters/{await customer.meter_id()}/readings")).json()["items"]
    assert (act["source"], act["state"], act["actor"]) == ("act", "accepted", None)
    assert (act["period"], act["volumes"]) == ("2026-11", {"DAY": "3200.00", "NIGHT": "1600.00"})
    assert len(await customer.events(ReadingSubmitted)) == len(await customer.events(ReadingAccepted)) == 1


async def test_the_old_meter_takes_no_more_and_the_new_one_counts_from_its_opening_values(
    create_customer: CreateCustomer,
) -> None:
    customer = await create_customer()
    await customer.change(replaced())

    old = await customer.submit({"DAY": "1100", "NIGHT": "550"})
    new = await customer.submit({"DAY": "10", "NIGHT": "5"}, serial="52345678")

    assert (old.status_code, old.json()["code"]) == (409, "meter_removed")
    assert new.json()["volumes"] == {"DAY": "200.00", "NIGHT": "100.00"}


async def test_a_reading_of_the_same_period_gives_way_to_the_act(create_customer: CreateCustomer) -> None:
    customer = await create_customer()
    receipt = (await customer.submit({"DAY": "1070", "NIGHT": "530"})).json()

    await customer.change(replaced())

    items = (await customer.get(f"/meters/{receipt['meter_id']}/readings")).json()["items"]
    assert [(one["source"], one["state"]) for one in items] == [("act", "accepted"), ("portal", "superseded")]
    assert items[0]["supersedes"] == receipt["id"]


async def test_the_same_closing_told_again_is_one_act_and_a_corrected_one_replaces_it(
    create_customer: CreateCustomer,
) -> None:
    customer = await create_customer()
    await customer.change(replaced())
    await customer.change(replaced())
    corrected = {"taken_on": "2026-11-20", "values": {"DAY": "1090.00", "NIGHT": "540.00"}}
    await customer.change(replaced(final=corrected))

    items = (await customer.get(f"/meters/{await customer.meter_id()}/readings")).json()["items"]
    assert [(one["values"]["DAY"], one["state"]) for one in items] == [
        ("1090.00", "accepted"),
        ("1080.00", "superseded"),
    ]
