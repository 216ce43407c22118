"""The user about himself: profile, another e-mail, sessions, the end."""

from datetime import UTC, datetime
from typing import Any

import pytest
from events.schemas.identity import (
    AccountClosed,
    EmailChanged,
    EmailChangeRequested,
    EmailConfirmed,
    ProfileCompleted,
    UserClosed,
)
from identity.domain import totp
from identity.settings import Settings

PASSWORD = "сорок две чашки чая"
PROFILE = {"surname": "Петрова-Водкина", "given_name": "Ольга", "patronymic": None, "phone": "+7 921 000 11 22"}


async def test_nobody_is_nobody(open_browser: Any) -> None:
    answer = await open_browser()("GET", "/me")

    assert answer.status_code == 401
    assert answer.json()["code"] == "unauthenticated"


async def test_the_profile_is_kept_trimmed_and_told_once(open_browser: Any, new_email: Any, events_of: Any) -> None:
    browser = open_browser()
    await browser.register(new_email())
    body = {**PROFILE, "surname": "  Петрова-Водкина ", "patronymic": " "}

    answers = [await browser("PUT", "/me/profile", body) for _ in range(2)]

    kept = PROFILE | {"phone": "+79210001122"}
    assert [(answer.status_code, answer.json()) for answer in answers] == [(200, kept)] * 2
    me = await browser.me()
    assert me["profile"] == kept
    assert len(await events_of(me["id"], ProfileCompleted)) == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("surname", ""),
        ("surname", "   "),
        ("surname", None),
        ("surname", "я" * 101),
        ("surname", "Иванов\r\nBcc: all@romashka.test"),
        ("given_name", "<script>alert(1)</script>"),
        ("given_name", "Анна\u202eannA"),
        ("given_name", "Ан\u0000на"),
        ("given_name", "https://evil.test"),
        ("patronymic", "a\tb"),
        ("phone", "позвоните мне"),
        ("phone", "12345"),
        ("phone", "+7 812 303-69-69-00-11-22"),
        ("phone", ""),
    ],
)
async def test_a_bad_profile_names_the_field(open_browser: Any, new_email: Any, field: str, value: Any) -> None:
    browser = open_browser()
    await browser.register(new_email())

    answer = await browser("PUT", "/me/profile", PROFILE | {field: value})

    assert answer.status_code == 422
    assert field in answer.text or "nul_character" in answer.text
    assert (await browser.me())["profile"] is None


async def test_another_email_waits_for_its_link(
    create_user: Any, open_browser: Any, new_email: Any, events_of: Any, token_for: Any
) -> None:
    browser, old = await create_user()
    new = new_email()

    asked = await browser("POST", "/me/email", {"email": new.upper(), "password": PASSWORD})

    assert asked.status_code == 202
    me = await browser.me()
    assert (me["email"], me["pending_email"]) == (old, new)
    [event] = await events_of(new, EmailChangeRequested)
    assert (event.old_email, event.new_email) == (old, new)
    body = {"token": token_for("change-email", event.confirmation)}
    assert (await open_browser()("POST", "/auth/confirm-email", body)).status_code == 204
    assert (await open_browser()("POST", "/auth/confirm-email", body)).json() == {"status": "already_confirmed"}
    me = await browser.me()
    assert (me["email"], me["pending_email"], me["email_confirmed"]) == (new, None, True)
    assert len(await events_of(new, EmailChanged)) == 1
    assert (await open_browser().login(new)).status_code == 200
    assert (await open_browser().login(old)).status_code == 401


async def test_changing_the_email_needs_the_password(create_user: Any, new_email: Any, events_of: Any) -> None:
    browser, email = await create_user()

    answer = await browser("POST", "/me/email", {"email": new_email(), "password": "не тот пароль"})

    assert (answer.status_code, answer.json()["code"]) == (403, "wrong_password")
    assert await events_of(email, EmailChangeRequested) == []


async def test_an_address_of_another_user_gets_the_same_answer_and_no_link(create_user: Any, events_of: Any) -> None:
    browser, email = await create_user()
    _, taken = await create_user()

    answer = await browser("POST", "/me/email", {"email": taken, "password": PASSWORD})

    assert answer.status_code == 202
    assert (await browser.me())["pending_email"] == taken
    [event] = await events_of(email, EmailChangeRequested)
    assert event.confirmation is None


async def test_a_link_dies_when_the_address_is_taken_or_another_wish_follows(
    create_user: Any, open_browser: Any, new_email: Any, events_of: Any, token_for: Any, confirm: Any
) -> None:
    browser, email = await create_user()
    first, second = new_email(), new_email()
    for wish in (first, second):
        await browser("POST", "/me/email", {"email": wish, "password": PASSWORD})
    grants = [event.confirmation for event in await events_of(email, EmailChangeRequested)]
    await open_browser().register(second)
    assert (await confirm(second)).status_code == 204

    tokens = [token_for("change-email", grant) for grant in grants]
    answers = [await open_browser()("POST", "/auth/confirm-email", {"token": token}) for token in tokens]

    assert [answer.status_code for answer in answers] == [410, 410]
    assert (await browser.me())["email"] == email


async def test_an_unconfirmed_user_corrects_a_mistyped_address(
    open_browser: Any, new_email: Any, events_of: Any, token_for: Any
) -> None:
    browser, mistyped, right = open_browser(), new_email(), new_email()
    await browser.register(mistyped)
    await browser("POST", "/me/email", {"email": right, "password": PASSWORD})
    [event] = await events_of(right, EmailChangeRequested)

    await open_browser()("POST", "/auth/confirm-email", {"token": token_for("change-email", event.confirmation)})

    me = await browser.me()
    assert (me["email"], me["email_confirmed"]) == (right, True)
    assert len(await events_of(right, EmailConfirmed)) == 1


async def test_wishes_for_another_email_are_limited(create_user: Any, new_email: Any) -> None:
    browser, _ = await create_user()

    answers = [await browser("POST", "/me/email", {"email": new_email(), "password": PASSWORD}) for _ in range(6)]

    assert [answer.status_code for answer in answers] == [202] * 5 + [429]
    assert "retry-after" in answers[-1].headers


async def test_sessions_are_listed_and_ended_one_by_one(create_user: Any, open_browser: Any) -> None:
    browser, email = await create_user()
    other = open_browser("198.51.100.4")
    await other("POST", "/auth/login", {"email": email, "password": PASSWORD}, **{"user-agent": "YaBrowser/25 Windows"})

    listed = (await browser("GET", "/me/sessions")).json()

    assert listed["next_cursor"] is None
    assert sorted(item["current"] for item in listed["items"]) == [False, True]
    [its] = [item for item in listed["items"] if not item["current"]]
    assert (its["device"], its["address"]) == ("Яндекс Браузер, Windows", "198.51.100.4")
    assert its["last_seen"].endswith("Z")
    assert (await browser("DELETE", f"/me/sessions/{its['id']}")).status_code == 204
    assert (await other("GET", "/me")).status_code == 401
    assert (await browser("GET", "/me")).status_code == 200
    assert (await browser("DELETE", f"/me/sessions/{its['id']}")).status_code == 404


async def test_a_session_of_somebody_else_is_not_found(create_user: Any) -> None:
    mine, _ = await create_user()
    theirs, _ = await create_user()
    session_id = (await theirs("GET", "/me/sessions")).json()["items"][0]["id"]

    assert (await mine("DELETE", f"/me/sessions/{session_id}")).status_code == 404
    assert (await mine("DELETE", "/me/sessions/garbage")).status_code in {404, 422}
    assert (await theirs("GET", "/me")).status_code == 200


async def test_a_closed_account_leaves_no_personal_data(
    create_user: Any, open_browser: Any, events_of: Any, sql: Any
) -> None:
    browser, email = await create_user()
    me = await browser.me()
    cookie = browser.cookie

    assert (await browser("DELETE", "/me")).status_code == 204

    browser.cookie = cookie
    assert (await browser("GET", "/me")).status_code == 401
    assert (await open_browser().login(email)).status_code == 401
    said_goodbye, closed = (await events_of(me["id"]))[-2:]  # the last letter first: then everybody forgets him
    assert (type(said_goodbye), said_goodbye.email) == (AccountClosed, email)
    assert (type(closed), closed.reason) == (UserClosed, "owner")
    kept = await sql("SELECT address, user_agent FROM license_acceptances WHERE user_id = :id", id=me["id"])
    assert kept == [(None, None)]
    for table in ("users", "sessions", "links", "known_devices", "license_acceptances", "throttles"):
        assert email not in str(await sql(f"SELECT t::text FROM {table} t"))
    assert (await open_browser().register(email)).status_code == 202


async def test_closing_asks_who_is_there(create_user: Any, sql: Any) -> None:
    browser, _ = await create_user()
    await sql("UPDATE sessions SET created_at = now() - interval '11 minutes'")

    unasked = await browser("DELETE", "/me")
    wrong = await browser("DELETE", "/me", {"password": "не тот пароль"})
    right = await browser("DELETE", "/me", {"password": PASSWORD})

    assert [(unasked.status_code, unasked.json()["code"]), (wrong.status_code, wrong.json()["code"])] == [
        (403, "wrong_password")
    ] * 2
    assert right.status_code == 204


async def test_closing_asks_for_the_second_factor_too(create_user: Any, sql: Any, open_browser: Any) -> None:
    browser, email = await create_user()
    secret = (await browser("POST", "/me/totp", {"password": PASSWORD})).json()["secret"]
    step = totp.step_at(datetime.now(UTC))
    await browser("POST", "/me/totp:confirm", {"code": totp.code_at(secret, step - 1)})
    await sql("UPDATE sessions SET second_factor = false")

    async def leave(**body: str) -> str:
        answer = await browser("DELETE", "/me", body)
        return str(answer.json()["code"]) if answer.content else str(answer.status_code)

    assert await leave() == "wrong_password"  # fresh, but the factor was not used in this session
    assert await leave(password=PASSWORD) == "otp_required"
    assert await leave(password=PASSWORD, otp="000000") == "invalid_otp"
    assert await leave(password=PASSWORD, otp=totp.code_at(secret, step)) == "204"
    assert (await open_browser().login(email)).json()["code"] == "invalid_credentials"


async def test_the_license_can_be_read_by_anybody(open_browser: Any, settings: Settings) -> None:
    answer = await open_browser()("GET", "/license")

    body = answer.json()
    assert body["version"] == settings.license_version
    assert body["ru"].startswith("# Лицензионное соглашение")
    assert body["en"].startswith("# License agreement")


async def test_the_license_record_can_not_be_rewritten(create_user: Any, sql: Any) -> None:
    await create_user()

    for statement in ("UPDATE license_acceptances SET version = 'x'", "DELETE FROM license_acceptances"):
        with pytest.raises(Exception, match="append-only"):
            await sql(statement)
