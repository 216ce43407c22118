"""Sign-in: one answer for every mistake, a growing delay for whoever guesses, and none for the owner."""

import asyncio
from typing import Any

from events.schemas.identity import SuspiciousSignIn
from identity.clients.password_hasher import PasswordHasher
from identity.settings import Settings

PASSWORD = "сорок две чашки чая"


async def test_the_right_password_opens_a_fresh_session(create_user: Any, open_browser: Any) -> None:
    _, email = await create_user()
    browser = open_browser()

    answer = await browser.login(email.upper())

    assert answer.status_code == 200
    assert answer.json()["user"] == await browser.me()
    assert answer.json()["user"]["profile"]["phone"] == "+78123036969"


async def test_signing_in_rotates_the_session(create_user: Any) -> None:
    browser, email = await create_user()
    before = browser.cookie

    await browser.login(email)

    assert browser.cookie != before
    browser.cookie = before
    assert (await browser("GET", "/me")).status_code == 401


async def test_every_mistake_has_one_answer(create_user: Any, open_browser: Any, new_email: Any) -> None:
    _, email = await create_user()

    wrong = await open_browser().login(email, "не тот пароль")
    unknown = await open_browser().login(new_email(), "не тот пароль")

    for answer in (wrong, unknown):
        problem = answer.json()
        assert (answer.status_code, problem.pop("code")) == (401, "invalid_credentials")
        problem.pop("trace_id")
    assert wrong.headers["content-length"] == unknown.headers["content-length"]
    assert {k: v for k, v in wrong.json().items() if k != "trace_id"} == {
        k: v for k, v in unknown.json().items() if k != "trace_id"
    }


async def test_an_unconfirmed_user_signs_in_until_the_address_is_proved_by_another(
    open_browser: Any, new_email: Any, confirm: Any
) -> None:
    email = new_email()
    await open_browser().register(email, "пароль самозванца")
    assert (await open_browser().login(email, "пароль самозванца")).status_code == 200

    await open_browser().register(email)
    assert (await open_browser().login(email)).status_code == 200  # the newest unconfirmed one
    await confirm(email)

    assert (await open_browser().login(email)).status_code == 200
    assert (await open_browser().login(email, "пароль самозванца")).status_code == 401


async def test_the_same_password_in_another_unicode_form_is_the_same(open_browser: Any, new_email: Any) -> None:
    email = new_email()
    await open_browser().register(email, "чай и йод в ёмкости")

    answer = await open_browser().login(email, "чай и йод в ёмкости".replace("й", "и\u0306").replace("ё", "е\u0308"))

    assert answer.status_code == 200


async def test_from_the_fifth_wrong_try_there_is_a_growing_delay(create_user: Any, open_browser: Any, sql: Any) -> None:
    _, email = await create_user()
    guesser = open_browser()

    answers = [await guesser.login(email, f"догадка номер {n}") for n in range(5)]
    right = await guesser.login(email)

    assert [answer.status_code for answer in answers] == [401, 401, 401, 401, 429]
    assert right.status_code == 429  # while the delay runs not even the right one is tried
    assert answers[-1].headers["retry-after"] == "5"
    delays = []
    for n in range(9):
        await sql(
            "UPDATE throttles SET last_at = last_at - interval '15 minutes' WHERE address = :a", a=guesser.address
        )
        answer = await guesser.login(email, f"ещё одна догадка {n}")
        assert answer.status_code == 429
        delays.append(int(answer.headers["retry-after"]))
    assert delays == [10, 20, 40, 80, 160, 320, 640, 900, 900]


async def test_a_stranger_does_not_lock_the_owner_out(create_user: Any, open_browser: Any) -> None:
    _, email = await create_user()
    stranger, owner = open_browser(), open_browser()
    for n in range(6):
        await stranger.login(email, f"догадка номер {n}")

    assert (await owner.login(email)).status_code == 200
    assert (await stranger.login(email)).status_code == 429  # and the owner's success frees nobody else


async def test_the_right_password_starts_the_count_again(create_user: Any, open_browser: Any) -> None:
    _, email = await create_user()
    browser = open_browser()

    for _ in range(3):
        for n in range(4):
            assert (await browser.login(email, f"догадка номер {n}")).status_code == 401
        assert (await browser.login(email)).status_code == 200


async def test_guesses_side_by_side_count_as_many_as_one_after_another(create_user: Any, open_browser: Any) -> None:
    _, email = await create_user()
    address = open_browser().address

    answers = await asyncio.gather(*(open_browser(address).login(email, f"догадка номер {n}") for n in range(20)))

    assert sum(answer.status_code == 401 for answer in answers) <= 4
    assert (await open_browser(address).login(email)).status_code == 429


async def test_right_passwords_side_by_side_are_all_let_in(create_user: Any, open_browser: Any) -> None:
    _, email = await create_user()
    address = open_browser().address

    answers = await asyncio.gather(*(open_browser(address).login(email) for _ in range(12)))

    assert {answer.status_code for answer in answers} == {200}


async def test_one_address_tries_only_so_many_accounts(
    settings: Any, open_browser: Any, new_email: Any, create_user: Any, sql: Any
) -> None:
    _, email = await create_user()
    browser = open_browser()
    await browser.login(new_email(), "догадка номер 1")
    await sql(
        "UPDATE throttles SET count = :most WHERE kind = 'sign-in-address' AND subject = sha256(:a)",
        most=settings.login_failures_per_address, a=browser.address.encode(),
    )  # fmt: skip

    answer = await browser.login(email)

    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) <= 900
    assert (await open_browser().login(email)).status_code == 200


async def test_an_address_is_believed_from_the_last_hop_only(create_user: Any, open_browser: Any) -> None:
    _, email = await create_user()
    liar = open_browser()

    for n in range(5):
        forged = f"198.51.100.{n}, {liar.address}"
        await liar(
            "POST", "/auth/login", {"email": email, "password": f"догадка номер {n}"}, **{"x-forwarded-for": forged}
        )

    assert (await liar.login(email)).status_code == 429


async def test_the_owner_is_warned_of_guesses_and_of_new_devices_but_not_endlessly(
    create_user: Any, open_browser: Any, events_of: Any
) -> None:
    browser, email = await create_user()
    assert (await browser.login(email)).status_code == 200
    assert await events_of(email, SuspiciousSignIn) == []

    for octet in range(4):
        guesser = open_browser(f"203.{octet}.113.9")
        for n in range(5):
            await guesser.login(email, f"догадка номер {n}")
        login = {"email": email, "password": PASSWORD}
        await open_browser(f"204.{octet}.113.9")("POST", "/auth/login", login, **{"user-agent": "Firefox Windows"})

    events = await events_of(email, SuspiciousSignIn)
    assert sorted(event.reason for event in events) == ["many_failures"] * 3 + ["new_device"] * 3
    assert {event.device for event in events if event.reason == "new_device"} == {"Firefox, Windows"}


async def test_a_hash_of_other_parameters_is_renewed_at_sign_in(
    create_user: Any, open_browser: Any, settings: Settings, sql: Any
) -> None:
    _, email = await create_user()
    older = PasswordHasher(settings.model_copy(update={"hash_memory_kib": 32}))
    await sql("UPDATE users SET password_hash = :h WHERE email = :e", h=await older.hash(PASSWORD), e=email)
    older.close()

    assert (await open_browser().login(email)).status_code == 200

    [(kept,)] = await sql("SELECT password_hash FROM users WHERE email = :e", e=email)
    assert "$m=64,t=1,p=1$" in kept
    assert (await open_browser().login(email)).status_code == 200


async def test_signing_out_is_at_once_and_can_be_repeated(create_user: Any) -> None:
    browser, _ = await create_user()
    cookie = browser.cookie

    answer = await browser("POST", "/auth/logout")

    assert answer.status_code == 204
    assert browser.cookie is None
    browser.cookie = cookie
    assert (await browser("GET", "/me")).status_code == 401
    assert (await browser("POST", "/auth/logout")).status_code == 204


async def test_signing_out_everywhere(create_user: Any, open_browser: Any) -> None:
    browser, email = await create_user()
    other = open_browser()
    await other.login(email)

    assert (await browser("POST", "/auth/logout-all")).status_code == 204

    assert (await other("GET", "/me")).status_code == 401
    assert (await open_browser()("POST", "/auth/logout-all")).status_code == 401


async def test_a_malformed_address_is_a_question_of_shape(open_browser: Any) -> None:
    answer = await open_browser().login("не адрес")

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/email"
