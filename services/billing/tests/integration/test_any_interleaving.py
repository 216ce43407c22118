"""Whatever comes in whatever order, however often, and whenever the worker dies: the account is that of the newest
revisions, the balance is the sum of the ledger, and each revision is told once."""

from contextlib import suppress
from decimal import Decimal

import pytest
from billing.consumers import router
from billing.domain.money import vat_of
from billing.storage.ledger import LedgerRepository
from events import RefusedEventsError
from events.schemas.supplier import ChargePublished, PaymentPublished
from events.testing import deliver
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
        st.sampled_from(["no", "no", "before the commit", "before the offset"]),  # when the worker dies
    ),
    min_size=1,
    max_size=10,
)


class DiedError(Exception):
    """The worker is gone before it committed."""


def item_of(number, step):
    kind, _, which, revision, month, amount, stated, _ = step
    fields = {"source_id": f"{kind}-{which}", "revision": revision}
    if kind == "charge":
        return charge(number, amount, **fields, period=f"2026-{month:02}", due_on=f"2026-{month + 1:02}-18")
    told = [{"period": f"2026-{month:02}", "amount": amount}] if stated else []
    return payment(number, amount, **fields, allocations=told)


def event_of(number, step):
    event = ChargePublished if step[0] == "charge" else PaymentPublished
    return event.model_validate(item_of(number, step))


async def send(world, number, step):
    """By HTTP, or by Kafka as the consumer takes it; what died with its worker comes again."""
    kind, door, *_, death = step
    if door == "http":
        await (world.charge if kind == "charge" else world.pay)(item_of(number, step))
        return
    event = event_of(number, step)
    with suppress(RefusedEventsError):  # it parks
        if death == "before the commit":
            with suppress(DiedError):
                async with world.database.session() as session:
                    await deliver(session, router, event)
                    raise DiedError
        if death == "before the offset":
            await world.tell(event)
        await world.tell(event)


async def send_at_once(world, number, batch):
    """Charges in one batch of Kafka, which comes again whole."""
    events = [event_of(number, step) for step in batch]
    for _ in range(2):
        with suppress(RefusedEventsError):
            async with world.database.session() as session:
                await router.subscriptions[ChargePublished].handler(session, events)


def expected(taken):
    """The newest revision of each item; the first of equal ones."""
    newest = {}
    for kind, _, which, revision, _, amount, *_ in taken:
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
    await check(world, number, user, total)


@pytest.mark.timeout(300)
@settings(
    max_examples=6, deadline=None, suppress_health_check=list(HealthCheck), database=None, phases=[Phase.generate]
)
@given(taken=steps)
async def test_a_batch_that_comes_again_whole_changes_nothing(world, taken):
    number, user = await world.contract()
    batch, seen = [], set()
    for step in taken:  # of two bodies of one revision the second would be refused, and the whole batch with it
        if step[0] == "charge" and (key := step[2:4]) not in seen:
            seen.add(key)
            batch.append(step)
    await send_at_once(world, number, batch)
    await check(world, number, user, expected(batch))


async def check(world, number, user, total):
    balance = await world.get(user, f"/contracts/{number}/balance")
    assert (balance["charged"], balance["paid"]) == (f"{total['charge']:.2f}", f"{total['payment']:.2f}")
    charges = (await world.get(user, f"/contracts/{number}/charges"))["items"]
    payments = (await world.get(user, f"/contracts/{number}/payments"))["items"]
    owed = sum((Decimal(one["gross"]) - Decimal(one["paid"]) for one in charges), Decimal(0))
    left = sum((Decimal(one["unallocated"]) for one in payments), Decimal(0))
    assert owed - left == Decimal(balance["balance"])
    assert Decimal(balance["unallocated"]) == left
    told = [(type(one), one.source_id, one.revision) for one in await world.events(number) if hasattr(one, "source_id")]
    assert len(told) == len(set(told)), "each revision is told once"
    (block,) = (await world.get(user, "/summary"))["items"]
    assert (block["balance"], block["arrears"]) == (balance["balance"], balance["arrears"])
    async with world.database.session() as session:
        kept = await session.scalar(text("SELECT arrears FROM accounts WHERE contract_number = :n"), {"n": number})
        assert f"{kept:.2f}" == balance["arrears"]
        assert await LedgerRepository(session).differing() == []
