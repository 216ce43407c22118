"""Registration: what is taken, what is refused, and that it tells nobody who is known."""

import asyncio
from typing import Any

import pytest
from events.schemas.identity import UserRegistered

PASSWORD = "сорок две чашки чая"


async def test_a_new_user_is_signed_in_but_not_confirmed(open_browser: Any, new_email: Any) -> None:
    browser, email = open_browser(), new_email()

    answer = await browser.register(email)

    assert answer.status_code == 202
    assert answer.json() == {"status": "confirmation_sent"}
    me = await browser.me()
    assert me.pop("id")
    assert me.pop("created_at").endswith("Z")
    assert me.pop("session")["idle_seconds"] == 24 * 3600
    assert me == {
        "email": email,
        "email_confirmed": False,
        "pending_email": None,
        "profile": None,
        "license_version": "2026-01",
        "roles": [],
        "second_factor": {"totp": False, "passkeys": 0, "recovery_codes_left": 0},
    }


async def test_the_cookie_is_for_this_host_only_and_unreadable_for_pages(open_browser: Any, new_email: Any) -> None:
    answer = await open_browser().register(new_email())

    name, *attributes = [part.strip() for part in answer.headers["set-cookie"].split(";")]
    assert len(name.removeprefix("__Host-sid=")) >= 43  # 256 bits
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(attributes)
    assert not any(attribute.lower().startswith("domain") for attribute in attributes)


async def test_the_letter_has_a_link_and_the_license_is_on_record(
    open_browser: Any, new_email: Any, events_of: Any, sql: Any
) -> None:
    browser, email = open_browser("203.0.113.7"), new_email()

    await browser("POST", "/auth/register", _body(email), **{"user-agent": "Firefox/140 Windows"})

    [event] = await events_of(email, UserRegistered)
    assert event.confirmation is not None
    assert event.letter
    [(version, address, user_agent)] = await sql(
        "SELECT version, address, user_agent FROM license_acceptances WHERE user_id = :id", id=event.user_id
    )
    assert (version, address, user_agent) == ("2026-01", "203.0.113.7", "Firefox/140 Windows")


async def test_a_known_address_gets_the_same_answer_and_a_letter_without_a_link(
    create_user: Any, open_browser: Any, events_of: Any
) -> None:
    _, email = await create_user()
    stranger = open_browser()

    answer = await stranger.register(email.upper())

    assert (answer.status_code, answer.json()) == (202, {"status": "confirmation_sent"})
    assert (await stranger.me())["email_confirmed"] is False
    assert [event.confirmation is None for event in await events_of(email, UserRegistered)] == [False, True]


async def test_twice_at_once_leaves_one_confirmed_account(
    open_browser: Any, new_email: Any, events_of: Any, token_for: Any, sql: Any
) -> None:
    email = new_email()
    first, second = open_browser(), open_browser()

    answers = await asyncio.gather(first.register(email), second.register(email.capitalize()))
    tokens = [token_for("confirm-email", event.confirmation) for event in await events_of(email, UserRegistered)]
    followed = await asyncio.gather(
        *(open_browser()("POST", "/auth/confirm-email", {"token": token}) for token in tokens)
    )

    assert [answer.status_code for answer in answers] == [202, 202]
    assert sorted(answer.status_code for answer in followed) == [204, 410]
    assert await sql("SELECT confirmed_at IS NOT NULL FROM users WHERE email = :email", email=email) == [(True,)]
    signed_in = [(await browser("GET", "/me")).status_code for browser in (first, second)]
    assert sorted(signed_in) == [200, 401]


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        ({"email": "не адрес"}, "/email", "email_invalid"),
        ({"email": "two@at@romashka.test"}, "/email", "email_invalid"),
        ({"email": "иван@romashka.test"}, "/email", "email_invalid"),
        ({"email": "a@b.ru\r\nBcc: all@romashka.test"}, "/email", "email_invalid"),
        ({"email": "a" * 65 + "@romashka.test"}, "/email", "email_invalid"),
        ({"email": "a@" + "b." * 130 + "ru"}, "/email", "email_too_long"),
        ({"email": None}, "/email", "string_type"),
        ({"password": "короткий"[:7]}, "/password", "password_too_short"),
        ({"password": "ы" * 100 + "я" * 29}, "/password", "password_too_long"),
        ({"password": "Password123"}, "/password", "password_common"),
        ({"password": "йцукенгшщ"}, "/password", "password_common"),
        ({"password": "gfhjkm123"}, "/password", "password_common"),
        ({"password": "ааааааааа"}, "/password", "password_common"),
        ({"password": "Boss@Romashka.test", "email": "boss@romashka.test"}, "/password", "password_is_email"),
        ({"password": 12345678901}, "/password", "string_type"),
        ({"accept_license": False}, "/accept_license", "license_not_accepted"),
        ({"accept_license": "как-нибудь"}, "/accept_license", "bool_parsing"),
    ],
)
async def test_bad_input_is_told_field_by_field(
    open_browser: Any, new_email: Any, change: dict[str, Any], pointer: str, code: str
) -> None:
    browser = open_browser()

    answer = await browser("POST", "/auth/register", _body(new_email()) | change)

    assert answer.status_code == 422
    assert answer.headers["content-type"].startswith("application/problem+json")
    problem = answer.json()
    assert problem["code"] == "validation_failed"
    assert [(error["pointer"], error["code"]) for error in problem["errors"]] == [(pointer, code)]
    assert browser.cookie is None


async def test_a_missing_tick_is_a_missing_field(open_browser: Any, new_email: Any) -> None:
    body = _body(new_email())
    del body["accept_license"]

    answer = await open_browser()("POST", "/auth/register", body)

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/accept_license"


@pytest.mark.parametrize("password", ["ключ-от-всех-дверей", "x y" * 42, "пароль из 12 слов, 语言 и 🔑", "!" * 7 + "?"])
async def test_passwords_of_any_script_and_allowed_length_are_taken(
    open_browser: Any, new_email: Any, password: str
) -> None:
    browser, email = open_browser(), new_email()

    assert (await browser.register(email, password)).status_code == 202
    assert (await open_browser().login(email, password)).status_code == 200


async def test_a_cyrillic_domain_is_kept_in_a_labels(open_browser: Any, sql: Any) -> None:
    browser = open_browser()

    assert (await browser.register("Info@Ромашка.рф")).status_code == 202

    assert (await browser.me())["email"] == "info@xn--80aa3agjl3d.xn--p1ai"
    assert (await open_browser().login("info@ромашка.рф")).status_code == 200


async def test_a_body_that_is_not_json_is_415_and_broken_json_is_422(open_browser: Any) -> None:
    http = open_browser().http

    form = await http.post("/api/identity/v1/auth/register", data={"email": "a@b.ru"})
    broken = await http.post(
        "/api/identity/v1/auth/register", content=b'{"email": ', headers={"content-type": "application/json"}
    )

    assert (form.status_code, broken.status_code) == (415, 422)


async def test_nobody_is_flooded_with_letters_by_registrations(
    open_browser: Any, new_email: Any, events_of: Any
) -> None:
    email = new_email()

    answers = await asyncio.gather(*(open_browser().register(email) for _ in range(23)))

    assert {answer.status_code for answer in answers} == {202}
    assert sum(event.letter for event in await events_of(email, UserRegistered)) == 20


def _body(email: str) -> dict[str, Any]:
    return {"email": email, "password": PASSWORD, "accept_license": True}
