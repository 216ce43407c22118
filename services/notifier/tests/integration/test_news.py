"""News of a contract become letters to whoever holds it, and to nobody else."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from events.schemas import billing, contracts, identity, metering
from notifier.consumers import build_router
from notifier.domain.news import Manner
from notifier.storage.models import Delivery
from notifier.storage.preferences import Preferences
from sqlalchemy import select

NOW = datetime.now(UTC)
TODAY = NOW.date()
LONG_AGO = NOW - timedelta(days=40)
NUMBER = "47140000141354"
ANNA, BORIS = UUID(int=1), UUID(int=2)
ANNAS, BORISES = UUID(int=11), UUID(int=12)  # bindings


def bound(user_id=ANNA, binding_id=ANNAS, email="anna@test.ru", **fields):
    usual = {
        "contract_number": NUMBER,
        "binding_id": binding_id,
        "user_id": user_id,
        "email": email,
        "owner_email": email,
        "party_name": "ООО «Ромашка»",
        "bound_at": NOW,
        "occurred_at": LONG_AGO,  # so that it is not told itself
    }
    return contracts.ContractBound(**usual | fields)


def closed():
    """What identity says of a closed account, in this order."""
    return identity.AccountClosed(user_id=ANNA, email="anna@test.ru"), identity.UserClosed(user_id=ANNA, reason="owner")


def unbound(user_id=ANNA, binding_id=ANNAS):
    ended = bound(user_id, binding_id).model_dump(exclude={"bound_at"})
    return contracts.ContractUnbound(**ended, reason="owner", unbound_at=NOW, occurred_at=LONG_AGO)


def reading(event=metering.ReadingAccepted, **fields):
    usual = {
        "contract_number": NUMBER,
        "reading_id": uuid4(),
        "meter_id": uuid4(),
        "meter_serial": "41234567",
        "period": "2026-11",
        "taken_on": TODAY,
        "values": {"DAY": "12345.6", "NIGHT": "500.0"},
        "volumes": {"DAY": "4000.50", "NIGHT": "500.00"},
        "source": "portal",
        "actor_id": ANNA,
        "decided_at": NOW,
    }
    rejected = {"reason": "Меньше предыдущего", "editable_until": NOW + timedelta(days=1)}
    return event(**usual | (rejected if event is metering.ReadingRejected else {}) | fields)


def window(event=metering.ReadingWindowOpened, **fields):
    usual = {"contract_number": NUMBER, "period": "2026-11", "opens_at": NOW, "closes_at": NOW + timedelta(days=2)}
    missing = {"missing": 1, "meters": [metering.MissingMeterData(serial="41234567", point="7810", address=None)]}
    return event(**usual | (missing if event is metering.ReadingWindowClosing else {}) | fields)


def charge(**fields):
    usual = {
        "contract_number": NUMBER,
        "charge_id": uuid4(),
        "source_id": "CH-1",
        "revision": 1,
        "period": "2026-10",
        "posted_on": TODAY,
        "due_on": TODAY + timedelta(days=10),
        "net": Decimal("1028.75"),
        "vat": Decimal("205.75"),
        "gross": Decimal("1234.50"),
        "recalculation": None,
    }
    return billing.ChargePosted(**usual | fields)


def recalculated(new):
    old = Decimal(1000)
    return billing.RecalculationData(old=old, new=Decimal(new), difference=Decimal(new) - old, reason="Замена прибора")


def payment(**fields):
    usual = {
        "contract_number": NUMBER,
        "payment_id": uuid4(),
        "source_id": "PAY-1",
        "revision": 1,
        "paid_on": TODAY,
        "amount": Decimal("1234.50"),
        "allocations": [billing.AllocationData(period="2026-10", amount=Decimal(1000))],
        "unallocated": Decimal("234.50"),
    }
    return billing.PaymentPosted(**usual | fields)


def due_soon(**fields):
    usual = {"contract_number": NUMBER, "due_on": TODAY + timedelta(days=3), "amount": Decimal(1000), "days_left": 3}
    return billing.PaymentDueSoon(**usual | fields)


def arrears(old, new, **fields):
    usual = {
        "contract_number": NUMBER,
        "old": Decimal(old),
        "arrears": Decimal(new),
        "overdue_since": TODAY if new else None,
        "as_of": TODAY,
    }
    return billing.ArrearsChanged(**usual | fields)


EVERY_NEWS = {
    "reading_accepted": (reading(), "4 500,50 кВт·ч"),
    "reading_rejected": (reading(metering.ReadingRejected), "Меньше предыдущего"),
    "window_opened": (window(), "ноябрь 2026 г."),
    "window_closing": (window(metering.ReadingWindowClosing), "по 1 прибору учёта"),
    "new_bill": (charge(), "1 234,50 ₽"),
    "bill_corrected": (charge(revision=2, recalculation=recalculated("765.50")), "−234,50 ₽"),
    "payment_received": (payment(), "1 234,50 ₽"),
    "payment_due_soon": (due_soon(), "1 000,00 ₽"),
    "payment_overdue": (arrears(0, "1234.50"), "1 234,50 ₽"),
}


@pytest.fixture
def facts(database):
    """The facts of every letter of a kind that is queued."""

    async def read(kind):
        async with database.session() as session:
            return (await session.scalars(select(Delivery.facts).where(Delivery.kind == kind))).all()

    return read


@pytest.fixture
def all_settled(database, settled):
    """Wait until every letter is final; the rows."""

    async def wait():
        async with database.session() as session:
            ids = (await session.scalars(select(Delivery.id).order_by(Delivery.id))).all()
        return [await settled(one) for one in ids]

    return wait


@pytest.mark.parametrize("kind", EVERY_NEWS)
async def test_news_go_to_the_holder_once(kind, happen):
    event, _ = EVERY_NEWS[kind]

    assert await happen(bound(), event) == [(kind, "anna@test.ru")]
    assert await happen(event) == [(kind, "anna@test.ru")], "an event that comes again changes nothing"


async def test_letters_say_what_the_events_said(happen, sending, all_settled, mailbox):
    events = {kind: event for kind, (event, _) in EVERY_NEWS.items()}
    await happen(bound(), events.pop("window_closing"), *events.values())

    async with sending():
        rows = await all_settled()

    assert {row.kind: row.state for row in rows} == dict.fromkeys(EVERY_NEWS, "sent")
    letters = {letter["Subject"]: " ".join(letter["Text"].split()) for letter in mailbox.messages()}
    for row in rows:
        text = letters[row.subject]
        assert EVERY_NEWS[row.kind][1] in text
        assert NUMBER in text
        assert f"https://lk.example/contracts/{NUMBER}/" in text


async def test_kinds_that_were_switched_off_do_not_come(happen, database):
    events = [event for event, _ in EVERY_NEWS.values()]
    off = set(EVERY_NEWS) - {"new_bill"}
    async with database.session() as session:
        await Preferences(session).replace(ANNA, {(kind, NUMBER): False for kind in off})

    assert await happen(bound(), *events) == [("new_bill", "anna@test.ru")]


async def test_nobody_holds_it_nobody_is_told(happen):
    events = [event for event, _ in EVERY_NEWS.values()]
    later = [event.model_copy(update={"id": uuid4()}) for event in events]

    assert await happen(*events, bound(), unbound(), *later) == []


HISTORY = [
    reading(decided_at=LONG_AGO),
    reading(occurred_at=LONG_AGO),
    reading(metering.ReadingRejected, decided_at=LONG_AGO),
    window(closes_at=NOW - timedelta(seconds=1)),
    window(metering.ReadingWindowClosing, closes_at=NOW - timedelta(seconds=1)),
    charge(posted_on=date(2025, 11, 5)),
    charge(occurred_at=LONG_AGO),
    charge(posted_on=date(2025, 11, 5), recalculation=recalculated(900)),
    payment(paid_on=date(2025, 11, 5)),
    payment(occurred_at=LONG_AGO),
    due_soon(due_on=TODAY - timedelta(days=2)),
    arrears(0, 500, overdue_since=date(2025, 11, 19)),
    arrears(500, 900, overdue_since=date(2025, 11, 19), newest_due_on=date(2025, 12, 18)),
    arrears(0, 500, occurred_at=LONG_AGO),
]


async def test_history_is_told_to_nobody(happen):
    await happen(bound())
    for event in HISTORY:
        assert await happen(event) == [], event


async def test_what_changes_nothing_for_the_customer_is_not_told(happen):
    estimate = reading(source="estimated", actor_id=None)
    same_sum = charge(revision=2, recalculation=recalculated(1000))

    assert await happen(bound(), estimate, same_sum, arrears(900, 500), arrears(500, 0)) == []


async def test_contract_that_left_before_the_letter_went_is_not_told_of(happen, sending, all_settled, mailbox):
    letters = await happen(bound(), charge(), unbound(), bound(BORIS, BORISES, "boris@test.ru"))
    assert letters == [("new_bill", "anna@test.ru")]

    async with sending():
        (row,) = await all_settled()

    assert (row.state, row.reason, row.facts) == ("expired", "contract_unbound", {})
    assert mailbox.messages() == []


async def test_news_go_to_the_new_holder_only(happen):
    letters = await happen(bound(), unbound(), bound(BORIS, BORISES, "boris@test.ru"), charge())

    assert letters == [("new_bill", "boris@test.ru")]


async def test_end_of_a_binding_that_is_heard_of_before_its_start_is_an_end(happen):
    assert await happen(unbound(), bound(), charge()) == []


async def test_letter_goes_to_the_address_he_has_when_it_is_sent(happen, sending, all_settled, mailbox):
    changed = identity.EmailChanged(user_id=ANNA, old_email="anna@test.ru", email="new@test.ru")
    await happen(bound(), charge(), changed)

    async with sending():
        rows = await all_settled()

    assert {row.kind: row.email for row in rows} == {"new_bill": "new@test.ru", "email_changed": "anna@test.ru"}
    assert {row.state for row in rows} == {"sent"}


async def test_closed_account_is_told_nothing_more(happen, sending, all_settled):
    await happen(bound(), charge(), *closed(), payment())

    async with sending():
        rows = await all_settled()

    assert {row.kind: row.state for row in rows} == {"new_bill": "expired", "account_closed": "sent"}


async def test_500_readings_are_one_letter(happen, facts, database, router, sending, all_settled):
    await happen(bound(), reading())
    async with database.session() as session:  # as the consumer hands over what came together
        await router.subscriptions[metering.ReadingAccepted].handler(session, [reading() for _ in range(499)])

    (letter,) = await facts("reading_accepted")
    assert (len(letter["items"]), letter["more"]) == (20, 480)
    async with sending():
        assert [row.state for row in await all_settled()] == ["sent"]
    assert len(await happen(reading())) == 2, "it has gone: the next is another letter"


async def test_letter_waits_for_more_but_not_for_ever(happen, database):
    router = build_router(Manner(timedelta(31), quiet=timedelta(seconds=60), longest=timedelta(seconds=90)))

    async def wait():
        async with database.session() as session:
            row = (await session.scalars(select(Delivery))).one()
            return (row.due_at - row.created_at).total_seconds()

    await happen(bound(), reading(), router=router)
    first = await wait()
    await happen(reading(), router=router)
    second = await wait()
    async with database.session() as session:
        row = (await session.scalars(select(Delivery))).one()
        row.created_at -= timedelta(seconds=80)
    await happen(reading(), router=router)

    assert first == 60
    assert 60 < second < 90
    assert await wait() == 90


async def test_who_comes_at_the_end_of_a_window_is_not_told_twice(happen, database):
    assert await happen(bound(), window(), window(metering.ReadingWindowClosing)) == [
        ("window_closing", "anna@test.ru")
    ]
    async with database.session() as session:
        await Preferences(session).replace(ANNA, {("window_closing", ""): False})
    other = {"contract_number": "00000000000001"}
    bound_too = bound(binding_id=uuid4(), **other)

    letters = await happen(bound_too, window(**other), window(metering.ReadingWindowClosing, **other))

    assert letters[1:] == [("window_opened", "anna@test.ru")], "the only one he wants"


async def test_debt_that_is_paid_a_moment_later_is_not_told(happen):
    assert await happen(bound(), arrears(0, 500), arrears(500, 0)) == []


async def test_waiting_letter_tells_the_last_debt(happen, facts):
    await happen(bound(), arrears(0, 500), arrears(500, 900), arrears(900, 700))

    (letter,) = await facts("payment_overdue")
    assert [item["arrears"] for item in letter["items"]] == ["700.00"]


async def test_rest_of_an_old_debt_does_not_hide_a_new_one(happen):
    grown = arrears("0.37", 900, overdue_since=date(2025, 11, 19), newest_due_on=TODAY - timedelta(days=1))

    assert await happen(bound(), grown) == [("payment_overdue", "anna@test.ru")]
