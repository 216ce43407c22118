"""Events become letters to the right people."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from events.schemas import contracts, identity
from notifier.storage.models import Account, Delivery
from notifier.storage.preferences import Preferences
from notifier.usecases.sweep_deliveries import Sweeper
from sqlalchemy import select

LATER = datetime.now(UTC) + timedelta(hours=1)
NUMBER = "47140000141354"
ANNA = UUID(int=1)


def link():
    return identity.LinkGrant(link_id=uuid4(), expires_at=LATER)


def registered(**fields):
    usual = {"user_id": ANNA, "email": "anna@test.ru", "license_version": "1", "confirmation": link()}
    return identity.UserRegistered(**usual | fields)


def confirmed(email="anna@test.ru"):
    return identity.EmailConfirmed(user_id=ANNA, email=email)


BINDING = {"contract_number": NUMBER, "binding_id": UUID(int=9), "user_id": ANNA}


def bind_requested(**fields):
    usual = {
        **BINDING,
        "email": "info@romashka.ru",
        "asked_by_name": "Иванова Анна",
        "asked_by_email": "anna@test.ru",
        "party_name": "ООО «Ромашка»",
        "link_id": uuid4(),
        "expires_at": LATER,
    }
    return contracts.ContractBindRequested(**usual | fields)


def bound(**fields):
    usual = {
        **BINDING,
        "email": "info@romashka.ru",
        "owner_email": "anna@test.ru",
        "party_name": "ООО «Ромашка»",
        "bound_at": LATER,
    }
    return contracts.ContractBound(**usual | fields)


def unbound(**fields):
    usual = {
        **BINDING,
        "email": "info@romashka.ru",
        "owner_email": "anna@test.ru",
        "party_name": "ООО «Ромашка»",
        "reason": "owner",
        "unbound_at": LATER,
    }
    return contracts.ContractUnbound(**usual | fields)


@pytest.mark.parametrize(
    ("event", "letters"),
    [
        (registered(), [("confirm_email", "anna@test.ru")]),
        (registered(confirmation=None), [("already_registered", "anna@test.ru")]),
        (registered(letter=False), []),
        (
            identity.EmailConfirmationRequested(user_id=ANNA, email="anna@test.ru", confirmation=link()),
            [("confirm_email", "anna@test.ru")],
        ),
        (confirmed(), []),
        (
            identity.EmailChangeRequested(
                user_id=ANNA, old_email="anna@test.ru", new_email="new@test.ru", confirmation=link()
            ),
            [("confirm_new_email", "new@test.ru"), ("email_change_requested", "anna@test.ru")],
        ),
        (
            identity.EmailChangeRequested(
                user_id=ANNA, old_email="anna@test.ru", new_email="taken@test.ru", confirmation=None
            ),
            [("already_registered", "taken@test.ru"), ("email_change_requested", "anna@test.ru")],
        ),
        (
            identity.EmailChanged(user_id=ANNA, old_email="anna@test.ru", email="new@test.ru"),
            [("email_changed", "anna@test.ru")],
        ),
        (
            identity.PasswordResetRequested(user_id=ANNA, email="anna@test.ru", reset=link()),
            [("password_reset", "anna@test.ru")],
        ),
        (
            identity.PasswordChanged(user_id=ANNA, email="anna@test.ru", how="reset"),
            [("password_changed", "anna@test.ru")],
        ),
        (
            identity.SuspiciousSignIn(
                user_id=ANNA, email="anna@test.ru", reason="new_device", address="203.0.113.7", device="Firefox"
            ),
            [("suspicious_sign_in", "anna@test.ru")],
        ),
        (bind_requested(), [("binding_request", "info@romashka.ru")]),
        (bound(), [("contract_bound", "anna@test.ru"), ("contract_bound_notice", "info@romashka.ru")]),
        (bound(email="Anna@test.ru"), [("contract_bound", "anna@test.ru")]),
        (unbound(), [("contract_unbound", "anna@test.ru"), ("contract_unbound_notice", "info@romashka.ru")]),
        (unbound(email="anna@test.ru", reason="registry"), [("contract_unbound", "anna@test.ru")]),
    ],
    ids=lambda value: type(value).__name__ if not isinstance(value, list) else "",
)
async def test_event_becomes_letters(event, letters, happen, sending, settled, database):
    assert await happen(event) == letters
    assert await happen(event) == letters, "an event that comes again changes nothing"

    async with sending():  # and each of them can be made of what the event gave
        async with database.session() as session:
            ids = (await session.scalars(select(Delivery.id))).all()
        assert {(await settled(one)).state for one in ids} <= {"sent"}


async def test_rejection_goes_to_who_asked_even_before_his_address_was_heard_of(happen):
    rejected = contracts.ContractBindRejected(**BINDING, rejected_at=LATER)

    letters = await happen(bind_requested(), rejected)

    assert letters[1:] == [("binding_rejected", "anna@test.ru")]


async def test_confirmed_address_counts_more_than_the_one_in_a_request(happen):
    rejected = contracts.ContractBindRejected(**BINDING, rejected_at=LATER)
    changed = identity.EmailChanged(user_id=ANNA, old_email="anna@test.ru", email="new@test.ru")

    letters = await happen(confirmed(), changed, bind_requested(), rejected)

    assert letters[-1] == ("binding_rejected", "new@test.ru")


async def test_who_said_no_gets_no_letter_but_the_contract_does(happen, database):
    async with database.session() as session:
        await Preferences(session).replace(ANNA, {("contract_bound", ""): False})

    assert await happen(bound()) == [("contract_bound_notice", "info@romashka.ru")]


async def test_contract_is_told_even_at_the_address_of_who_said_no(happen, database):
    async with database.session() as session:
        await Preferences(session).replace(ANNA, {("contract_bound", ""): False})

    assert await happen(bound(email="anna@test.ru")) == [("contract_bound_notice", "anna@test.ru")]


async def test_choice_for_a_contract_counts_more_than_the_general_one(happen, database):
    async with database.session() as session:
        choices = {("contract_bound", ""): False, ("contract_bound", NUMBER): True}
        await Preferences(session).replace(ANNA, choices)

    assert ("contract_bound", "anna@test.ru") in await happen(bound())
    other = bound(contract_number="00000000000001")
    assert [kind for kind, _ in await happen(other)].count("contract_bound") == 1


async def test_closed_account_is_told_and_then_forgotten(happen, database, sending, settled, mailbox):
    await happen(confirmed(), bind_requested(), bound())
    said_goodbye = identity.AccountClosed(user_id=ANNA, email="anna@test.ru")
    closed = identity.UserClosed(user_id=ANNA, reason="owner")
    letters = await happen(said_goodbye, closed, unbound(reason="account_closed"))
    assert ("account_closed", "anna@test.ru") in letters

    async with database.session() as session:
        ids = (await session.scalars(select(Delivery.id))).all()
    async with sending():
        states = {row.kind: row.state for row in [await settled(one) for one in ids]}
    await Sweeper(database, keep=timedelta(days=365)).sweep()

    assert states["binding_request"] == "expired", "its link is dead"
    assert states["account_closed"] == "sent"
    async with database.session() as session:
        rows = (await session.scalars(select(Delivery))).all()
        account = await session.get_one(Account, ANNA)
    assert {(row.email, row.user_id, str(row.facts)) for row in rows} == {("", None, "{}")}
    assert account.email is None


@pytest.mark.parametrize(
    ("event", "kind"),
    [
        (
            identity.SecondFactorChanged(user_id=ANNA, email="anna@test.ru", change="totp_disabled"),
            "second_factor_changed",
        ),
        (
            identity.AccessTokenCreated(
                user_id=ANNA, email="anna@test.ru", name="1С", scopes=["billing:read"], expires_at=datetime.now(UTC)
            ),
            "access_token_created",
        ),
        (
            identity.DataExportReady(user_id=ANNA, email="anna@test.ru", expires_at=datetime.now(UTC)),
            "data_export_ready",
        ),
    ],
)
async def test_the_owner_is_told_what_became_of_his_ways_in(happen, event, kind):
    assert await happen(event) == [(kind, "anna@test.ru")]


async def test_unconfirmed_account_that_ends_gets_no_letter(happen, database):
    letters = await happen(registered(), identity.UserClosed(user_id=ANNA, reason="expired"))

    assert letters == [("confirm_email", "anna@test.ru")]


async def test_late_news_do_not_bring_a_closed_account_back(happen, database):
    await happen(confirmed(), identity.UserClosed(user_id=ANNA, reason="owner"), confirmed(), bind_requested())

    async with database.session() as session:
        assert (await session.get_one(Account, ANNA)).email is None


async def test_bindings_read_again_after_long_tell_nobody(happen):
    """Their topic is kept for ever."""
    long_ago = datetime.now(UTC) - timedelta(days=400)

    history = (bind_requested, bound, unbound, bound)

    assert await happen(*(event(occurred_at=long_ago) for event in history)) == []


async def test_letters_that_ended_long_ago_are_deleted(queue, sending, settled, database):
    async with sending():
        await settled(await queue())

    await Sweeper(database, keep=timedelta(0)).sweep()

    async with database.session() as session:
        assert (await session.scalars(select(Delivery))).all() == []
