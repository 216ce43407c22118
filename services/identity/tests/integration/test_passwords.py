"""Forgotten and changed passwords."""

from typing import Any

import pytest
from events.schemas.identity import PasswordChanged, PasswordResetRequested

OLD, NEW = "сорок две чашки чая", "сорок третья чашка"
FORGOT, RESET = "/auth/password/forgot", "/auth/password/reset"


@pytest.fixture
def reset_token(open_browser: Any, events_of: Any, token_for: Any) -> Any:
    async def ask(email: str) -> str:
        assert (await open_browser()("POST", FORGOT, {"email": email})).status_code == 202
        return str(token_for("reset-password", (await events_of(email, PasswordResetRequested))[-1].reset))

    return ask


async def test_known_and_unknown_get_one_answer_and_only_the_known_a_letter(
    create_user: Any, open_browser: Any, new_email: Any, events_of: Any
) -> None:
    _, known = await create_user()
    unknown, unconfirmed = new_email(), new_email()
    await open_browser().register(unconfirmed)

    answers = [await open_browser()("POST", FORGOT, {"email": email}) for email in (known, unknown, unconfirmed)]

    assert {(answer.status_code, answer.content) for answer in answers} == {(202, answers[0].content)}
    letters = [len(await events_of(email, PasswordResetRequested)) for email in (known, unknown, unconfirmed)]
    assert letters == [1, 0, 0]


async def test_a_reset_ends_every_session_and_works_once(
    create_user: Any, open_browser: Any, reset_token: Any, events_of: Any
) -> None:
    browser, email = await create_user()
    token = await reset_token(email)

    first = await open_browser()("POST", RESET, {"token": token, "password": NEW})
    second = await open_browser()("POST", RESET, {"token": token, "password": OLD})

    assert (first.status_code, second.status_code) == (204, 410)
    assert (await browser("GET", "/me")).status_code == 401
    assert (await open_browser().login(email, NEW)).status_code == 200
    assert (await open_browser().login(email, OLD)).status_code == 401
    assert [event.how for event in await events_of(email, PasswordChanged)] == ["reset"]


async def test_a_reset_is_gone_when_expired_or_replaced_or_of_another_purpose(
    create_user: Any, open_browser: Any, reset_token: Any, events_of: Any, token_for: Any, sql: Any
) -> None:
    _, email = await create_user()
    earlier, later = await reset_token(email), await reset_token(email)
    grant = (await events_of(email, PasswordResetRequested))[-1].reset

    async def reset(token: str) -> int:
        return int((await open_browser()("POST", RESET, {"token": token, "password": NEW})).status_code)

    assert await reset(token_for("confirm-email", grant)) == 410
    assert await reset("garbage") == 410
    assert await reset(later) == 204
    assert await reset(earlier) == 410  # one reset ends the other open links
    expired = await reset_token(email)
    await sql("UPDATE links SET expires_at = now() WHERE purpose = 'reset-password' AND email = :e", e=email)
    assert await reset(expired) == 410


async def test_a_bad_new_password_uses_no_link_up(create_user: Any, open_browser: Any, reset_token: Any) -> None:
    _, email = await create_user()
    token = await reset_token(email)

    for password, code in (
        ("коротк", "password_too_short"),
        ("qwerty123", "password_common"),
        (email.upper(), "password_is_email"),
    ):
        answer = await open_browser()("POST", RESET, {"token": token, "password": password})
        assert answer.status_code == 422
        assert [(e["pointer"], e["code"]) for e in answer.json()["errors"]] == [("/password", code)]

    assert (await open_browser()("POST", RESET, {"token": token, "password": NEW})).status_code == 204


async def test_a_reset_frees_the_owner_of_his_own_wrong_tries(
    create_user: Any, open_browser: Any, reset_token: Any
) -> None:
    browser, email = await create_user()
    for n in range(6):
        await browser.login(email, f"не помню {n}")

    await open_browser()("POST", RESET, {"token": await reset_token(email), "password": NEW})

    assert (await browser.login(email, NEW)).status_code == 200


async def test_nobody_is_flooded_with_reset_letters_nor_told_of_it(
    create_user: Any, open_browser: Any, events_of: Any
) -> None:
    _, email = await create_user()

    answers = [await open_browser()("POST", FORGOT, {"email": email}) for _ in range(8)]

    assert {answer.status_code for answer in answers} == {202}
    assert len(await events_of(email, PasswordResetRequested)) == 5


async def test_the_owner_changes_it_and_his_other_sessions_end(
    create_user: Any, open_browser: Any, events_of: Any, reset_token: Any
) -> None:
    browser, email = await create_user()
    other = open_browser()
    await other.login(email)
    open_reset = await reset_token(email)

    answer = await browser("POST", "/me/password", {"current": OLD, "new": NEW})

    assert answer.status_code == 204
    assert (await browser("GET", "/me")).status_code == 200
    assert (await other("GET", "/me")).status_code == 401
    assert (await open_browser().login(email, NEW)).status_code == 200
    assert [event.how for event in await events_of(email, PasswordChanged)] == ["change"]
    assert (await browser("POST", RESET, {"token": open_reset, "password": OLD})).status_code == 410


async def test_a_wrong_current_password_is_403_and_guessing_is_429(create_user: Any, events_of: Any) -> None:
    browser, email = await create_user()

    answers = [await browser("POST", "/me/password", {"current": f"не он {n}", "new": NEW}) for n in range(6)]

    assert [answer.status_code for answer in answers] == [403] * 5 + [429]
    assert answers[0].json()["code"] == "wrong_password"
    assert await events_of(email, PasswordChanged) == []


async def test_a_bad_new_password_names_its_field(create_user: Any) -> None:
    browser, email = await create_user()

    common = await browser("POST", "/me/password", {"current": OLD, "new": "пароль123"})
    address = await browser("POST", "/me/password", {"current": OLD, "new": email})

    assert [answer.json()["errors"][0]["pointer"] for answer in (common, address)] == ["/new", "/new"]
    assert (common.status_code, address.status_code) == (422, 422)
