"""Who follows the letter's link owns the address; a link is used once, for one thing, for a while."""

import asyncio
import base64
from typing import Any
from uuid import uuid4

import pytest
from chassis.tokens import LinkSigner
from events.schemas.identity import EmailConfirmationRequested, EmailConfirmed, UserClosed, UserRegistered
from identity.settings import Settings

CONFIRM = "/auth/confirm-email"


@pytest.fixture
def registered(open_browser: Any, new_email: Any, events_of: Any) -> Any:
    """A fresh, unconfirmed user: browser, address and the event that names the link."""

    async def create(email: str | None = None) -> tuple[Any, str, UserRegistered]:
        browser, address = open_browser(), email or new_email()
        await browser.register(address)
        return browser, address, (await events_of(address, UserRegistered))[-1]

    return create


async def test_the_link_confirms_and_a_second_time_says_so_kindly(
    registered: Any, token_for: Any, open_browser: Any, events_of: Any
) -> None:
    browser, email, event = await registered()
    token = token_for("confirm-email", event.confirmation)

    first = await open_browser()("POST", CONFIRM, {"token": token})
    second = await open_browser()("POST", CONFIRM, {"token": token})

    assert (first.status_code, first.content) == (204, b"")
    assert (second.status_code, second.json()) == (200, {"status": "already_confirmed"})
    assert (await browser.me())["email_confirmed"] is True
    assert len(await events_of(email, EmailConfirmed)) == 1


async def test_the_same_link_at_once_confirms_once(
    registered: Any, token_for: Any, open_browser: Any, events_of: Any
) -> None:
    _, email, event = await registered()
    body = {"token": token_for("confirm-email", event.confirmation)}

    answers = await asyncio.gather(*(open_browser()("POST", CONFIRM, body) for _ in range(4)))

    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 204]
    assert len(await events_of(email, EmailConfirmed)) == 1


async def test_an_expired_link_is_gone(registered: Any, token_for: Any, open_browser: Any, sql: Any) -> None:
    browser, _, event = await registered()
    await sql("UPDATE links SET expires_at = now() - interval '1 second' WHERE id = :id", id=event.confirmation.link_id)

    answer = await open_browser()("POST", CONFIRM, {"token": token_for("confirm-email", event.confirmation)})

    assert answer.status_code == 410
    assert answer.json()["code"] == "token_expired"
    assert (await browser.me())["email_confirmed"] is False


async def test_a_link_of_another_purpose_key_or_id_and_garbage_are_gone(
    registered: Any, token_for: Any, open_browser: Any, settings: Settings
) -> None:
    _, _, event = await registered()
    link_id = event.confirmation.link_id
    good = token_for("confirm-email", event.confirmation)
    foreign = LinkSigner([base64.b64encode(b"k" * 32).decode()])
    flipped = good[:-1] + ("A" if good[-1] != "A" else "B")
    bad = [
        token_for("reset-password", event.confirmation),
        token_for("change-email", event.confirmation),
        foreign.token("confirm-email", link_id),
        LinkSigner(settings.link_keys).token("confirm-email", uuid4()),
        flipped, good[:20], good + "AA", "", "../../etc/passwd", "я" * 64, "=" * 64, str(link_id), "A" * 100_000,
    ]  # fmt: skip

    answers = [await open_browser()("POST", CONFIRM, {"token": token}) for token in bad]

    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(410, "token_expired")] * len(bad)


async def test_the_token_is_legible_nowhere(
    registered: Any, token_for: Any, sql: Any, capsys: pytest.CaptureFixture[str], open_browser: Any
) -> None:
    browser, _, event = await registered()
    token = token_for("confirm-email", event.confirmation)
    await open_browser()("POST", CONFIRM, {"token": token})

    dump = ""
    for (table,) in await sql("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"):
        dump += str(await sql(f"SELECT t::text FROM {table} t"))
    payloads = b"".join(row.payload for row in await sql("SELECT payload FROM outbox"))
    for secret in (token, token[22:], browser.cookie):
        assert secret not in dump
        assert secret.encode().hex() not in dump
        assert secret.encode() not in payloads
        assert secret not in capsys.readouterr().out


async def test_squatters_of_an_address_end_when_it_is_confirmed(
    registered: Any, open_browser: Any, confirm: Any, events_of: Any, sql: Any, app: Any
) -> None:
    squatter, email, squatted = await registered()
    owner, _, _ = await registered(email)

    assert (await confirm(email)).status_code == 204

    assert (await owner.me())["email_confirmed"] is True
    assert (await squatter("GET", "/me")).status_code == 401
    [closed] = await events_of(str(squatted.user_id), UserClosed)
    assert closed.reason == "superseded"


async def test_the_letter_can_be_sent_again_but_not_without_end(
    registered: Any, events_of: Any, token_for: Any, open_browser: Any
) -> None:
    browser, email, _ = await registered()

    answers = [await browser("POST", "/auth/resend-confirmation") for _ in range(6)]
    waits = [int(answer.headers["retry-after"]) for answer in answers]
    assert waits[:4] == [60] * 4  # for the countdown on the button
    assert all(wait > 3500 for wait in waits[4:])
    assert answers[0].json() == {"status": "confirmation_sent", "retry_after": 60}

    assert [answer.status_code for answer in answers] == [202] * 5 + [429]
    assert 0 < int(answers[-1].headers["retry-after"]) <= 3600
    requests = await events_of(email, EmailConfirmationRequested)
    assert len(requests) == 5
    token = token_for("confirm-email", requests[0].confirmation)
    assert (await open_browser()("POST", CONFIRM, {"token": token})).status_code == 204


async def test_sending_again_needs_a_session_and_no_confirmed_user(
    create_user: Any, open_browser: Any, events_of: Any
) -> None:
    browser, email = await create_user()

    assert (await open_browser()("POST", "/auth/resend-confirmation")).status_code == 401
    assert (await browser("POST", "/auth/resend-confirmation")).status_code == 202
    assert await events_of(email, EmailConfirmationRequested) == []


async def test_an_unconfirmed_user_of_a_known_address_gets_no_link_by_asking_again(
    create_user: Any, open_browser: Any, events_of: Any
) -> None:
    _, email = await create_user()
    stranger = open_browser()
    await stranger.register(email)

    assert (await stranger("POST", "/auth/resend-confirmation")).status_code == 202

    [request] = await events_of(email, EmailConfirmationRequested)
    assert request.confirmation is None
