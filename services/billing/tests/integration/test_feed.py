"""The supplier's billing feed: one item whatever the channel, sums that add up, refusals by item."""

import asyncio
import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from billing.consumers.supplier import on_charges, on_payments
from billing.storage.ledger import LedgerRepository
from billing.usecases.watch_work import tell_work
from events.schemas.billing import ArrearsChanged, ChargePosted, PaymentPosted
from events.schemas.supplier import ChargePublished, PaymentPublished
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from .conftest import charge, new_number, payment


async def test_a_charge_stands_in_the_account_and_is_told_once(world):
    number, user = await world.contract()
    sent = charge(number, "122.00", due_on="2026-10-17")
    assert await world.charge(sent) == ["created"]
    assert await world.charge(sent) == ["unchanged"]
    await world.tell(ChargePublished.model_validate(sent))
    assert (await world.get(user, f"/contracts/{number}/balance"))["charged"] == "122.00"
    (item,) = (await world.get(user, f"/contracts/{number}/charges"))["items"]
    assert (item["gross"], item["due_on"], item["recalculation"]) == ("122.00", "2026-10-19", None)
    assert item["lines"][0]["vat_rate"] == "22"
    assert [type(event) for event in await world.events(number)] == [ChargePosted, ArrearsChanged]


async def test_operators_see_when_the_newest_charge_was_told(world, app):
    number, _ = await world.contract()
    await world.charge(charge(number, "122.00", period="2026-08"))
    await world.pay(payment(number))
    async with app.state.database.session() as session:
        told = (await tell_work(session))["feed"]
    assert told["newest_period"] == "2026-08"
    assert abs(told["newest_charge_at"] - datetime.now(UTC)) < timedelta(minutes=1)


async def test_a_correction_keeps_the_id_and_shows_old_new_and_difference(world):
    number, user = await world.contract()
    first = charge(number, "122.00")
    second = charge(number, "61.00", source_id=first["source_id"], revision=3, reason="пересчёт по акту")
    assert await world.charge(first, second) == ["created", "created"]
    assert await world.charge(first | {"revision": 2}) == ["unchanged"]
    (item,) = (await world.get(user, f"/contracts/{number}/charges"))["items"]
    assert item["recalculation"] == {
        "old": "122.00",
        "new": "61.00",
        "difference": "-61.00",
        "reason": "пересчёт по акту",
    }
    everything = (await world.get(user, f"/contracts/{number}/charges", revisions="all"))["items"]
    assert [(one["revision"], one["gross"]) for one in everything] == [(3, "61.00"), (1, "122.00")]
    assert {one["id"] for one in everything} == {item["id"]}
    assert (await world.get(user, f"/contracts/{number}/balance"))["balance"] == "61.00"


async def test_the_same_revision_with_another_body_is_refused(world):
    number, _ = await world.contract()
    first = charge(number)
    await world.charge(first)
    answer = await world.post("charges:batch", {"items": [first | {"posted_on": "2026-11-06"}]})
    (item,) = answer.json()["items"]
    assert (answer.status_code, item["status"], item["problem"]["code"]) == (200, "refused", "revision_conflict")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"gross": "122.01"}, "gross_total"),
        ({"vat": "22.01", "gross": "122.01"}, "vat_total"),
        ({"period": "2026-13"}, "month_text"),
        ({"lines": []}, "too_short"),
        ({"net": 100.0}, "money_text"),
        ({"net": "1e3"}, "money_text"),
        ({"colour": "red"}, "extra_forbidden"),
        ({"contract_number": "78000000000999"}, "unknown_contract"),
    ],
)
async def test_a_bad_item_is_refused_alone(world, change, code):
    number, user = await world.contract()
    answer = await world.post("charges:batch", {"items": [charge(number), charge(number) | change, charge(number)]})
    assert [item["status"] for item in answer.json()["items"]] == ["created", "refused", "created"]
    problem = answer.json()["items"][1]["problem"]
    assert code in {error["code"] for error in problem["errors"]}
    assert (await world.get(user, f"/contracts/{number}/balance"))["balance"] == "244.00"


async def test_what_is_no_batch_is_422_and_a_stranger_is_403(world, issuer):
    assert (await world.post("charges:batch", {"items": [{}] * 1001})).status_code == 422
    assert (await world.post("charges:batch", [])).status_code == 422
    answer = await world.http.post("/api/billing/v1/integration/charges:batch", json={"items": []})
    assert answer.status_code == 401
    for caller in (issuer.user(), issuer.system("registry:write")):
        answer = await world.http.post("/api/billing/v1/integration/charges:batch", json={"items": []}, headers=caller)
        assert answer.status_code == 403


async def test_the_idempotency_key_gives_the_stored_answer(world):
    number, _ = await world.contract()
    body = {"items": [charge(number)]}
    answers = [await world.post("charges:batch", body, **{"Idempotency-Key": number}) for _ in range(2)]
    assert [answer.json()["items"][0]["status"] for answer in answers] == ["created", "created"]
    other = await world.post("charges:batch", {"items": []}, **{"Idempotency-Key": number})
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


async def test_payments_pay_the_oldest_and_the_rest_covers_later_charges(world):
    number, user = await world.contract()
    await world.charge(charge(number, "100.04", period="2026-09", due_on="2026-10-19"), charge(number, "50.02"))
    assert await world.pay(payment(number, "200.06")) == ["created"]
    (item,) = (await world.get(user, f"/contracts/{number}/payments"))["items"]
    assert [(part["period"], part["amount"]) for part in item["allocations"]] == [
        ("2026-09", "100.04"),
        ("2026-10", "50.02"),
    ]
    assert item["unallocated"] == "50.00"
    await world.charge(charge(number, "30.00", period="2026-11", due_on="2026-12-18"))
    (item,) = (await world.get(user, f"/contracts/{number}/payments", unallocated=True))["items"]
    assert (len(item["allocations"]), item["unallocated"]) == (3, "20.00")
    balance = await world.get(user, f"/contracts/{number}/balance")
    assert (balance["balance"], balance["unallocated"], balance["next_due"]) == ("-20.00", "20.00", None)
    (posted,) = [event for event in await world.events(number) if isinstance(event, PaymentPosted)]
    assert (posted.amount, posted.unallocated) == (Decimal("200.06"), Decimal("50.00"))


async def test_stated_periods_are_paid_first_and_too_much_is_refused(world):
    number, user = await world.contract()
    await world.charge(charge(number, "100.04", period="2026-09", due_on="2026-10-19"), charge(number, "50.02"))
    stated = [{"period": "2026-10", "amount": "50.02"}]
    assert await world.pay(payment(number, "50.01", allocations=stated)) == ["refused"]
    assert await world.pay(payment(number, "50.02", allocations=stated)) == ["created"]
    charges = (await world.get(user, f"/contracts/{number}/charges"))["items"]
    assert {item["period"]: item["paid"] for item in charges} == {"2026-09": "0.00", "2026-10": "50.02"}
    arrears = [event for event in await world.events(number) if isinstance(event, ArrearsChanged)]
    assert (arrears[-1].arrears, str(arrears[-1].overdue_since)) == (Decimal("100.04"), "2026-10-20")


async def test_a_payment_taken_back_owes_again(world):
    number, user = await world.contract()
    sent = payment(number, "122.00")
    await world.charge(charge(number))
    await world.pay(sent)
    await world.pay(sent | {"revision": 2, "amount": "0.00"})
    balance = await world.get(user, f"/contracts/{number}/balance")
    assert (balance["paid"], balance["arrears"]) == ("0.00", "122.00")
    assert (await world.get(user, f"/contracts/{number}/payments"))["items"] == []


async def test_the_ledger_is_append_only(world):
    number, _ = await world.contract()
    await world.charge(charge(number))
    for change in ("UPDATE entries SET amount = 0", "DELETE FROM entries"):
        with pytest.raises(DBAPIError, match="append-only"):
            async with world.database.session() as session:
                await session.execute(text(f"{change} WHERE contract_number = '{number}'"))


async def test_any_order_ends_in_the_same_account(world):
    """Charges, corrections, payments and repeats of one contract, shuffled and split between both doors at once."""
    seed = random.Random(5)
    endings = []
    for _ in range(4):
        number, user = await world.contract()
        items = [
            (
                "charges:batch",
                charge(number, gross, source_id=f"S{month}", revision=revision, period=f"2026-{month:02}"),
            )
            for month in range(1, 7)
            for revision, gross in ((1, f"{100 + month}.04"), (2, "50.02"))
        ]
        stated = [{"period": "2026-04", "amount": "50.02"}]
        items += [("payments:batch", payment(number, "70.00", source_id=f"P{index}")) for index in range(3)]
        items += [("payments:batch", payment(number, "60.00", source_id="P9", allocations=stated))]
        items += items[::2]
        seed.shuffle(items)
        await asyncio.gather(*(world.post(path, {"items": [item]}) for path, item in items))
        balance = await world.get(user, f"/contracts/{number}/balance")
        charges = (await world.get(user, f"/contracts/{number}/charges"))["items"]
        endings.append((balance, sorted((one["period"], one["gross"], one["paid"]) for one in charges)))
    assert endings == endings[:1] * 4
    assert endings[0][0]["balance"] == "30.12"


async def test_many_at_once_over_both_doors_leave_exact_balances(world):
    numbers = [(await world.contract())[0] for _ in range(5)]
    batches = [[charge(seeded, "122.00") for seeded in numbers * 4] for _ in range(6)]
    told = [[ChargePublished.model_validate(item) for item in batch] for batch in batches]
    paid = [
        [PaymentPublished.model_validate(payment(number, "61.00")) for number in reversed(numbers)] for _ in range(6)
    ]

    async def over_kafka(handler, events):
        async with world.database.session() as session:
            await handler(session, events)

    await asyncio.gather(
        *(world.charge(*batch) for batch in batches),
        *(over_kafka(on_charges, batch) for batch in told),
        *(over_kafka(on_payments, batch) for batch in paid),
    )
    async with world.database.session() as session:
        rows = await session.execute(
            text("SELECT charged, paid FROM accounts WHERE contract_number = ANY(:numbers)"), {"numbers": numbers}
        )
        assert {tuple(row) for row in rows} == {(Decimal(122 * 24), Decimal(61 * 6))}
        assert await LedgerRepository(session).differing() == []


async def test_ids_follow_from_the_business_key(world):
    number, user = await world.contract()
    sent = charge(number)
    answer = await world.post("charges:batch", {"items": [sent]})
    charge_id = answer.json()["items"][0]["id"]
    found = await world.get(user, f"/charges/{charge_id}")
    assert (UUID(charge_id), found["source_id"]) == (UUID(found["id"]), sent["source_id"])


async def test_an_unknown_contract_opens_no_account(world):
    number = new_number()
    assert await world.charge(charge(number)) == ["refused"]
    async with world.database.session() as session:
        query = text("SELECT count(*) FROM accounts WHERE contract_number = :number")
        assert await session.scalar(query, {"number": number}) == 0
