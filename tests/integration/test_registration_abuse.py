"""What can be tried at the door, and what comes of it."""

from concurrent.futures import ThreadPoolExecutor
from itertools import cycle

import pytest
from stack.browser import problem
from stack.letters import links
from stack.people import IDENTITY, PASSWORD, fresh_address
from stack.timing import same_time

REGISTER = f"{IDENTITY}/auth/register"


def body(**fields):
    return {"email": fresh_address(), "password": PASSWORD, "accept_license": True, **fields}


@pytest.mark.parametrize(
    "email",
    ["", "nobody", "a@b@c.ru", "a b@c.ru", "@c.ru", "a@", "a@b.ru\r\nBcc: c@d.ru", "x" * 300 + "@b.ru", "a@b..ru", 7],
)
def test_a_bad_address_is_422(email, nobody):
    answer = nobody.post(REGISTER, body(email=email))

    assert problem(answer) == (422, "validation_failed")
    assert answer.json()["errors"][0]["pointer"] == "/email"
    assert nobody.session is None


@pytest.mark.parametrize(
    ("password", "status"),
    [("Семь-77", 422), ("п" * 129, 422), ("password1", 422), ("12345678", 422), ("п" * 127 + "!", 202), ("", 422)],
)
def test_a_password_has_8_to_128_characters_and_is_not_a_common_one(password, status, nobody):
    answer = nobody.post(REGISTER, body(password=password))

    assert answer.status_code == status
    if status == 422:
        assert answer.json()["errors"][0]["pointer"] == "/password"


@pytest.mark.parametrize("ticked", [False, None, "maybe", ...])
def test_the_licence_must_be_accepted(ticked, nobody):
    sent = body(accept_license=ticked) if ticked is not ... else {"email": fresh_address(), "password": PASSWORD}

    answer = nobody.post(REGISTER, sent)

    assert problem(answer) == (422, "validation_failed")
    assert answer.json()["errors"][0]["pointer"] == "/accept_license"


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"{", "application/json", 422),
        (b"[]", "application/json", 422),
        (b"a=b", "application/x-www-form-urlencoded", 415),
    ],
)
def test_what_is_no_json_object_is_refused(content, kind, status, nobody):
    answer = nobody.call("POST", REGISTER, content=content, headers={"Content-Type": kind})

    assert problem(answer)[0] == status


def test_errors_are_in_russian_unless_asked_otherwise(nobody):
    russian = nobody.post(REGISTER, body(email="nobody")).json()["errors"][0]["detail"]
    english = nobody.post(REGISTER, body(email="nobody"), headers={"Accept-Language": "en"}).json()["errors"][0][
        "detail"
    ]

    assert not russian.isascii()
    assert english.isascii()


def test_a_cyrillic_domain_is_an_address_like_any_other(new_customer):
    local = fresh_address().partition("@")[0]
    anna = new_customer(f"{local}@Почта.РФ")
    anna.register()
    anna.email = f"{local}@xn--80a1acny.xn--p1ai"

    anna.confirm()

    assert anna.get(f"{IDENTITY}/me").json()["email"] == anna.email
    assert new_customer(f"{local}@почта.рф").login().status_code == 200


def test_who_follows_the_letter_owns_the_address_whoever_came_first(new_customer, letters):
    squatter = new_customer()
    squatter.register()
    first = squatter.confirmation_token()
    owner = new_customer(squatter.email.upper())
    owner.register()
    owner.email = squatter.email
    token = letters.wait_for_link(owner.email, "Подтвердите адрес", "/confirm-email", but=first)

    assert owner.follow(token).status_code == 204

    assert owner.get(f"{IDENTITY}/me").json()["email_confirmed"] is True
    assert squatter.get(f"{IDENTITY}/me").status_code == 401, "the other account with that address has ended"
    assert problem(squatter.follow(first)) == (410, "token_expired")


def test_of_two_registered_at_once_one_is_confirmed(new_customer, letters):
    twins = [new_customer(), new_customer()]
    twins[1].email = twins[0].email

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda twin: twin.register(), twins))
    assert [answer.status_code for answer in answers] == [202, 202]
    first = twins[0].confirmation_token()
    second = letters.wait_for_link(twins[0].email, "Подтвердите адрес", "/confirm-email", but=first)
    with ThreadPoolExecutor(2) as pool:
        followed = list(pool.map(twins[0].follow, [first, second]))

    assert sorted(answer.status_code for answer in followed) == [204, 410]
    confirmed = [twin.get(f"{IDENTITY}/me").status_code for twin in twins]
    assert sorted(confirmed) == [200, 401]


def test_a_known_address_is_told_by_letter_only(settled_customer, new_customer, letters):
    anna, stranger = settled_customer(), new_customer()
    known, unknown = new_customer(anna.email), new_customer()

    answers = [known.register(), unknown.register()]

    assert len({answer.text for answer in answers}) == 1
    assert len({frozenset(answer.headers) for answer in answers}) == 1
    letter = letters.wait(anna.email, "У вас уже есть личный кабинет")
    assert links(letter) == []
    own = [customer.get(f"{IDENTITY}/me").json() for customer in (known, unknown)]
    assert {frozenset(me) for me in own} == {frozenset(own[0])}
    assert [me["email_confirmed"] for me in own] == [False, False]
    assert anna.login().status_code == 200, "the owner's password is still his"
    resent = [customer.post(f"{IDENTITY}/auth/resend-confirmation") for customer in (known, unknown)]
    assert {answer.status_code for answer in resent} == {202}
    assert stranger.get("/api/notifier/v1/deliveries").status_code == 401
    deliveries = [customer.get("/api/notifier/v1/deliveries") for customer in (known, unknown)]
    assert {problem(answer) for answer in deliveries} == {(403, "email_not_confirmed")}


def test_known_and_unknown_take_the_same_time(settled_customer, new_customer, nobody, capsys):
    """Few rounds, for the real limits by account hold here too."""
    known = [settled_customer() for _ in range(6)]
    by_register, by_login, by_forgot = cycle(known), cycle(known), cycle(known)

    def login(email):
        return nobody.post(f"{IDENTITY}/auth/login", {"email": email, "password": "не-тот-пароль-1"})

    def forgot(email):
        return nobody.post(f"{IDENTITY}/auth/password/forgot", {"email": email})

    with capsys.disabled():
        same_time(
            "register",
            lambda: new_customer(next(by_register).email).register(),
            lambda: new_customer().register(),
            rounds=6,
        )
        same_time("login", lambda: login(next(by_login).email), lambda: login(fresh_address()), rounds=6)
        same_time("forgot", lambda: forgot(next(by_forgot).email), lambda: forgot(fresh_address()), rounds=6)


@pytest.mark.parametrize("token", ["", "x", "A" * 64, "Ж" * 20, "../me", "A" * 5000])
def test_garbage_confirms_nothing(token, nobody):
    assert problem(nobody.post(f"{IDENTITY}/auth/confirm-email", {"token": token})) == (410, "token_expired")


def test_the_letter_comes_again_but_not_at_will(new_customer, letters):
    anna = new_customer()
    anna.register()
    first = anna.confirmation_token()

    answers = [anna.post(f"{IDENTITY}/auth/resend-confirmation").status_code for _ in range(7)]

    assert answers[0] == 202
    assert answers[-1] == 429
    assert letters.wait_for_link(anna.email, "Подтвердите адрес", "/confirm-email", but=first)
    assert anna.follow(first).status_code == 204, "the first letter's link still works"


@pytest.mark.parametrize("header", ["Host", "X-Forwarded-Host", "X-Original-Host", "Forwarded"])
def test_links_come_from_configuration_whatever_the_request_says(header, new_customer, gateway):
    anna = new_customer()
    value = "host=evil.example" if header == "Forwarded" else "evil.example"

    answer = anna.post(REGISTER, body(email=anna.email), headers={header: value})

    if answer.status_code == 202:
        assert anna.confirmation_token()  # checks that the link begins with the gateway's address
    else:
        assert answer.status_code in {400, 404, 421}


def test_a_header_can_not_be_injected_by_an_address(nobody, letters):
    victim = fresh_address("victim")

    for email in (
        f"a@b.ru\nBcc: {victim}",
        f"a@b.ru, {victim}",
        f'"a\r\nBcc: {victim}"@b.ru',
        f"a@b.ru%0ABcc:{victim}",
    ):
        assert nobody.post(REGISTER, body(email=email)).status_code == 422

    assert letters.count(victim) == 0
