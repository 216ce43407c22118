"""What days do: arrears, reminders, aging, penalty, «Главная»; gaps; explanation."""

from datetime import timedelta
from decimal import Decimal

from billing.usecases.check_ledger import MISMATCHES, check_ledger
from billing.usecases.watch_due_dates import remind_of_due_dates, watch_arrears
from events.schemas.billing import ArrearsChanged, PaymentDueSoon
from events.schemas.metering import ReadingAccepted, ReadingWindowOpened
from sqlalchemy import text

from .conftest import charge, payment


async def run(world, work, *arguments):
    async with world.database.session() as session:
        while await work(session, *arguments):
            pass


async def test_a_day_passes_and_the_debt_is_overdue(world):
    number, user = await world.contract()
    due = world.clock.today + timedelta(days=2)
    await world.charge(charge(number, "122.00", due_on=due.isoformat()))
    (item,) = (await world.get(user, f"/contracts/{number}/charges"))["items"]
    moved = item["due_on"]
    await run(world, remind_of_due_dates, world.clock.today, 10)
    await run(world, remind_of_due_dates, world.clock.today, 10)
    await run(world, watch_arrears, world.clock.today)
    (soon,) = [event for event in await world.events(number) if isinstance(event, PaymentDueSoon)]
    assert (soon.due_on.isoformat(), soon.amount) == (moved, Decimal("122.00"))
    (block,) = (await world.get(user, "/summary"))["items"]
    assert (block["arrears"], block["next_due"]) == ("0.00", {"date": moved, "amount": "122.00"})
    assert block["last_charge"] == {"period": "2026-10", "gross": "122.00"}
    world.clock.ahead = timedelta(days=45)
    await run(world, watch_arrears, world.clock.today)
    await run(world, watch_arrears, world.clock.today)
    (changed,) = [event for event in await world.events(number) if isinstance(event, ArrearsChanged)]
    assert (changed.old, changed.arrears) == (0, Decimal("122.00"))
    assert changed.newest_due_on is not None
    assert changed.newest_due_on.isoformat() == moved
    (block,) = (await world.get(user, "/summary"))["items"]
    balance = await world.get(user, f"/contracts/{number}/balance")
    assert block["balance"] == block["arrears"] == balance["arrears"] == "122.00"
    assert block["overdue_since"] == balance["overdue_since"] == changed.overdue_since.isoformat()
    assert (balance["next_due"], Decimal(balance["penalty"]) > 0) == (None, True)
    assert {one["bucket"]: one["amount"] for one in balance["aging"]}["31-60"] == "122.00"
    later = await world.get(user, f"/contracts/{number}/penalty", pay_on=(world.clock.today + timedelta(9)).isoformat())
    assert Decimal(later["amount"]) > Decimal(balance["penalty"])
    assert (later["verified"], "35-FZ" in later["policy"]["source"]) == (False, True)
    await world.pay(payment(number, "122.00"))
    assert [event.arrears for event in await world.events(number) if isinstance(event, ArrearsChanged)][-1] == 0


async def test_the_nightly_check_finds_a_balance_that_is_no_sum(world):
    number, _ = await world.contract()
    await world.charge(charge(number, "122.00"))
    async with world.database.session() as session:
        assert await check_ledger(session) == 0
        await session.execute(text("UPDATE accounts SET charged = 1 WHERE contract_number = :n"), {"n": number})
        assert await check_ledger(session) == 1
        assert MISMATCHES._value.get() == 1
        await session.rollback()


async def test_a_line_is_explained_down_to_its_readings(world):
    number, user = await world.contract()
    reading = {
        "contract_number": number,
        "reading_id": "01939a4e-0000-7000-8000-000000000777",
        "meter_id": "01939a4e-0000-7000-8000-000000000001",
        "meter_serial": "41234567",
        "period": "2026-10",
        "taken_on": "2026-10-31",
        "values": {"DAY": "1100.0"},
        "volumes": {"DAY": "4000"},
        "source": "portal",
        "actor_id": None,
        "decided_at": "2026-11-01T10:00:00Z",
    }
    reading["reading_id"] = reading["reading_id"][:-6] + number[-6:]
    await world.tell(ReadingAccepted.model_validate(reading))
    sums = {"net": "20493.80", "vat": "4508.64", "gross": "25002.44"}
    line = {
        "zone": "DAY",
        "meter_serial": "41234567",
        "previous": "1000.00",
        "current": "1100.00",
        "multiplier": "40",
        "volume_kwh": "4000.00",
        "price": "5.12345",
        "vat_rate": "22",
        **sums,
    }
    answer = await world.post("charges:batch", {"items": [charge(number, **sums, lines=[line])]})
    found = await world.get(user, f"/charges/{answer.json()['items'][0]['id']}")
    (story,) = found["explanation"]
    assert story["steps"] == [
        "(1100.00 - 1000.00) x 40 = 4000 кВт·ч",
        "4000.00 кВт·ч x 5.12345 ₽/кВт·ч = 20493.80 ₽",
        "20493.80 ₽ + НДС 22% = 4508.64 ₽; всего 25002.44 ₽",
    ]
    assert (story["current_reading"]["id"], story["previous_reading"]) == (reading["reading_id"], None)
    assert {key: found["lines"][0][key] for key in line} == line
    (use,) = (await world.get(user, f"/readings/{reading['reading_id']}/charges"))["items"]
    assert use == {"charge_id": found["id"], "period": "2026-10", "line": 0, "used_as": "current"}


async def test_a_month_without_its_papers_is_told(world):
    number, user = await world.contract()
    await world.charge(charge(number, period="2026-07", due_on="2026-08-18"), charge(number, period="2026-09"))
    act = {"source_id": "A", "revision": 1, "contract_number": number, "kind": "act", "number": "1"}
    await world.post("documents", act | {"issued_on": "2026-08-01", "period": "2026-07", "gross": None, "file": None})
    gaps = {gap["period"]: gap["missing"] for gap in (await world.get(user, f"/contracts/{number}/gaps"))["items"]}
    assert gaps["2026-07"] == ["reading"]
    assert gaps["2026-08"] == ["bill", "closing_document", "reading"]
    assert "2026-06" not in gaps


async def test_the_window_is_on_the_home_page(world):
    number, user = await world.contract()
    now = world.clock()
    window = {"opens_at": (now - timedelta(days=1)).isoformat(), "closes_at": (now + timedelta(days=1)).isoformat()}
    await world.tell(ReadingWindowOpened(contract_number=number, period="2026-11", **window))
    (block,) = (await world.get(user, "/summary"))["items"]
    assert block["window"]["open"] is True
    assert block["window"]["closes_at"].endswith("Z")
    world.clock.ahead = timedelta(days=2)
    assert (await world.get(user, "/summary"))["items"][0]["window"]["open"] is False
