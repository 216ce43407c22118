"""The authenticator application: enrolled by a code, asked for after the right password, each code good once."""

import asyncio
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from events.schemas.identity import SecondFactorChanged
from identity.domain import totp

PASSWORD = "сорок две чашки чая"


def code(secret: str, drift: int = 0) -> str:
    return totp.code_at(secret, totp.step_at(datetime.now(UTC)) + drift)


@pytest.fixture
def forget_steps(sql: Any) -> Callable[[], Any]:
    """As if the last code had been used long ago: time is moved, not waited for."""
    return lambda: sql("UPDATE totp SET last_step = NULL")


async def enrol(browser: Any) -> tuple[str, list[str]]:
    secret = (await browser("POST", "/me/totp", {"password": PASSWORD})).json()["secret"]
    answer = await browser("POST", "/me/totp:confirm", {"code": code(secret, -1)})
    assert answer.status_code == 200, answer.text
    return secret, answer.json()["recovery_codes"]


async def login(browser: Any, email: str, otp: str | None = None, password: str = PASSWORD) -> Any:
    return await browser("POST", "/auth/login", {"email": email, "password": password, "otp": otp})


async def test_enrolment_shows_the_secret_and_then_the_recovery_codes(create_user: Any, events_of: Any) -> None:
    browser, email = await create_user()

    offered = await browser("POST", "/me/totp", {"password": PASSWORD})
    before = await browser.me()
    confirmed = await browser("POST", "/me/totp:confirm", {"code": code(offered.json()["secret"])})

    assert offered.status_code == 201
    body = offered.json()
    assert body["uri"].startswith("otpauth://totp/")
    assert f"secret={body['secret']}" in body["uri"]
    assert body["qr_svg"].startswith("<svg")
    assert before["second_factor"]["totp"] is False
    codes = confirmed.json()["recovery_codes"]
    assert len(set(codes)) == 10
    assert all(re.fullmatch(r"(\w{4}-){3}\w{4}", one) for one in codes)
    after = await browser.me()
    assert after["second_factor"] == {"totp": True, "passkeys": 0, "recovery_codes_left": 10}
    assert after["session"]["second_factor"] is True
    [event] = await events_of(email, SecondFactorChanged)
    assert event.change == "totp_enabled"


async def test_the_secret_is_legible_nowhere(create_user: Any, sql: Any, events_of: Any) -> None:
    browser, email = await create_user()
    secret, codes = await enrol(browser)

    stored = str(await sql("SELECT * FROM totp")) + str(await sql("SELECT * FROM recovery_codes"))
    told = "".join(event.model_dump_json() for event in await events_of(email))

    for text in (secret, *codes):
        assert text not in stored
        assert text not in told


async def test_enrolment_asks_for_the_password_and_a_right_code(create_user: Any) -> None:
    browser, _ = await create_user()

    wrong_password = await browser("POST", "/me/totp", {"password": "не тот пароль"})
    nothing = await browser("POST", "/me/totp:confirm", {"code": "123456"})
    secret = (await browser("POST", "/me/totp", {"password": PASSWORD})).json()["secret"]
    wrong_codes = [
        (await browser("POST", "/me/totp:confirm", {"code": wrong})).json()["code"]
        for wrong in (code(secret, 7), "", "١٢٣٤٥٦")
    ]

    assert wrong_password.json()["code"] == "wrong_password"
    assert (nothing.status_code, nothing.json()["code"]) == (409, "totp_not_enabled")
    assert wrong_codes == ["invalid_otp"] * 3
    assert (await browser.me())["second_factor"]["totp"] is False
    await browser("POST", "/me/totp:confirm", {"code": code(secret)})
    assert (await browser("POST", "/me/totp", {"password": PASSWORD})).json()["code"] == "totp_enabled"


async def test_sign_in_asks_for_a_code_only_after_the_right_password(create_user: Any, open_browser: Any) -> None:
    browser, email = await create_user()
    secret, _ = await enrol(browser)
    guest = open_browser()

    wrong_password = await login(guest, email, code(secret), "не тот пароль")
    asked = await login(guest, email)
    empty = await login(guest, email, "")
    wrong = await login(guest, email, code(secret, 5))
    right = await login(guest, email, code(secret))

    codes = [answer.json().get("code") for answer in (wrong_password, asked, empty, wrong)]
    assert codes == ["invalid_credentials", "otp_required", "otp_required", "invalid_otp"]
    assert {answer.status_code for answer in (wrong_password, asked, empty, wrong)} == {401}
    assert right.status_code == 200
    assert right.json()["user"] == await guest.me()
    assert right.json()["user"]["session"]["second_factor"] is True


async def test_a_code_is_good_once_and_within_a_step_of_the_clock(
    create_user: Any, open_browser: Any, forget_steps: Any
) -> None:
    browser, email = await create_user()
    secret, _ = await enrol(browser)

    used = code(secret)
    assert (await login(open_browser(), email, used)).status_code == 200
    assert (await login(open_browser(), email, used)).json()["code"] == "invalid_otp"
    assert (await login(open_browser(), email, code(secret, -1))).json()["code"] == "invalid_otp"  # an older one
    assert (await login(open_browser(), email, code(secret, +1))).status_code == 200
    await forget_steps()
    assert (await login(open_browser(), email, code(secret, -3))).json()["code"] == "invalid_otp"


async def test_one_code_at_many_doors_at_once_opens_one(create_user: Any, open_browser: Any) -> None:
    browser, email = await create_user()
    secret, codes = await enrol(browser)

    for otp in (code(secret), codes[0]):
        answers = await asyncio.gather(*(login(open_browser(), email, otp) for _ in range(6)))
        assert sorted(answer.status_code for answer in answers) == [200] + [401] * 5


async def test_wrong_codes_are_delayed_like_wrong_passwords(create_user: Any, open_browser: Any) -> None:
    browser, email = await create_user()
    secret, _ = await enrol(browser)
    thief, owner = open_browser(), open_browser()

    statuses = [(await login(thief, email, code(secret, 50 + n))).status_code for n in range(5)]

    assert statuses == [401, 401, 401, 401, 429]
    assert (await login(thief, email, code(secret))).status_code == 429
    assert (await login(owner, email, code(secret))).status_code == 200


async def test_guesses_from_many_addresses_run_out(create_user: Any, open_browser: Any, sql: Any) -> None:
    browser, email = await create_user()
    secret, _ = await enrol(browser)
    await login(open_browser(), email, code(secret, 9))
    await sql("UPDATE throttles SET count = 30 WHERE kind = 'codes'")

    answer = await login(open_browser(), email, code(secret))

    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 3000


async def test_a_recovery_code_stands_in_once(create_user: Any, open_browser: Any, events_of: Any) -> None:
    browser, email = await create_user()
    _, codes = await enrol(browser)
    guest = open_browser()

    typed = codes[3].lower().replace("-", " ").replace("0", "o")
    assert (await login(guest, email, typed)).status_code == 200
    assert (await login(open_browser(), email, codes[3])).json()["code"] == "invalid_otp"
    assert (await guest.me())["second_factor"]["recovery_codes_left"] == 9
    assert [event.change for event in await events_of(email, SecondFactorChanged)] == [
        "totp_enabled",
        "recovery_code_used",
    ]


async def test_new_recovery_codes_end_the_old_ones(create_user: Any, open_browser: Any) -> None:
    browser, email = await create_user()
    without = await browser("POST", "/me/recovery-codes", {"password": PASSWORD})
    _, old = await enrol(browser)
    wrong = await browser("POST", "/me/recovery-codes", {"password": "не тот пароль"})
    new = (await browser("POST", "/me/recovery-codes", {"password": PASSWORD})).json()["recovery_codes"]

    assert without.json()["code"] == "totp_not_enabled"
    assert wrong.json()["code"] == "wrong_password"
    assert (await login(open_browser(), email, old[0])).status_code == 401
    assert (await login(open_browser(), email, new[0])).status_code == 200


async def test_disconnecting_asks_for_the_password_and_ends_the_question(
    create_user: Any, open_browser: Any, events_of: Any
) -> None:
    browser, email = await create_user()
    _, codes = await enrol(browser)

    refused = await browser("DELETE", "/me/totp", {"password": "не тот пароль"})
    done = await browser("DELETE", "/me/totp", {"password": PASSWORD})
    again = await browser("DELETE", "/me/totp", {"password": PASSWORD})

    assert [answer.status_code for answer in (refused, done, again)] == [403, 204, 409]
    me = await browser.me()
    assert me["second_factor"] == {"totp": False, "passkeys": 0, "recovery_codes_left": 0}
    assert me["session"]["second_factor"] is False
    assert (await login(open_browser(), email)).status_code == 200
    assert (await login(open_browser(), email, codes[0])).status_code == 200  # a code is not looked at any more
    assert [event.change for event in await events_of(email, SecondFactorChanged)][-1] == "totp_disabled"
