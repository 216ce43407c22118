"""Whatever comes in whatever order, however often: the account is that of the newest revisions, and the balance is
the sum of the ledger."""

from contextlib import suppress
from decimal import Decimal

import pytest
from billing.domain.money import vat_of
from billing.storage.ledger import LedgerRepository
from events import RefusedEventsError
from events.schemas.supplier import ChargePublished, PaymentPublished
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from .conftest import charge, payment

months = st.integers(1, 4)
nets = st.integers(1, 30_000).map(lambda kopecks: Decimal(kopecks) / 100)
sums = nets.map(lambda net: f"{net + vat_of(net, Decimal(22)):.2f}")  # what a net sum with its VAT comes to
steps = st.lists(
    st.tuples(
        st.sampled_from(["charge", "payment"]),
        st.sampled_from(["http", "kafka"]),
        st.integers(0, 3),  # which item
        st.integers(1, 3),  # which revision
        months,
        sums,
        st.booleans(),  # a payment states its month
    ),
    min_size=1,
    max_size=10,
)


def item_of(number, step):
    kind, _, which, revision, month, amount, stated = step
    fields = {"source_id": f"{kind}-{which}", "revision": revision}
    if kind == "charge":
        return charge(number, amount, **fields, period=f"2026-{month:02}", due_on=f"2026-{month + 1:02}-18")
    told = [{"period": f"2026-{month:02}", "amount": amount}] if stated else []
    return payment(number, amount, **fields, allocations=told)


async def send(world, number, step):
    kind, door, *_ = step
    item = item_of(number, step)
    if door == "kafka":
        event = ChargePublished if kind == "charge" else PaymentPublished
        with suppress(RefusedEventsError):  # it parks
            await world.tell(event.model_validate(item))
    else:
        await (world.charge if kind == "charge" else world.pay)(item)


def expected(taken):
    """The newest revision of each item; the first of equal ones."""
    newest = {}
    for kind, _, which, revision, _, amount, _ in taken:
        kept = newest.get((kind, which))
        if kept is None or kept[0] < revision:
            newest[kind, which] = (revision, Decimal(amount))
    total = {"charge": Decimal(0), "payment": Decimal(0)}
    for (kind, _), (_, amount) in newest.items():
        total[kind] += amount
    return total


@pytest.mark.timeout(300)
@settings(
    max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), database=None, phases=[Phase.generate]
)
@given(taken=steps, random=st.randoms())
async def test_balances_are_those_of_the_newest_revisions(world, taken, random):
    number, user = await world.contract()
    for step in taken:
        await send(world, number, step)
        if random.random() < 0.3:
            await send(world, number, step)
    total = expected(taken)
    balance = await world.get(user, f"/contracts/{number}/balance")
    assert (balance["charged"], balance["paid"]) == (f"{total['charge']:.2f}", f"{total['payment']:.2f}")
    charges = (await world.get(user, f"/contracts/{number}/charges"))["items"]
    payments = (await world.get(user, f"/contracts/{number}/payments"))["items"]
    owed = sum((Decimal(one["gross"]) - Decimal(one["paid"]) for one in charges), Decimal(0))
    left = sum((Decimal(one["unallocated"]) for one in payments), Decimal(0))
    assert owed - left == Decimal(balance["balance"])
    assert Decimal(balance["unallocated"]) == left
    (block,) = (await world.get(user, "/summary"))["items"]
    assert (block["balance"], block["arrears"]) == (balance["balance"], balance["arrears"])
    async with world.database.session() as session:
        kept = await session.scalar(text("SELECT arrears FROM accounts WHERE contract_number = :n"), {"n": number})
        assert f"{kept:.2f}" == balance["arrears"]
        assert await LedgerRepository(session).differing() == []
