"""Getting in, getting back in, and moving house: sign-in, delay, reset, change of password and of e-mail, sessions."""

import pytest
from stack.browser import problem
from stack.people import IDENTITY, fresh_address

NEW_PASSWORD = "Совсем-другой-пароль-9"


def who(browser):
    answer = browser.get(f"{IDENTITY}/me")
    return answer.json()["email"] if answer.status_code == 200 else None


@pytest.fixture
def second_browser(new_customer):
    """Another browser of the same customer."""

    def open_for(customer):
        other = new_customer(customer.email)
        other.password = customer.password
        return other

    return open_for


def test_signs_in_in_any_letter_case_and_out(settled_customer, second_browser):
    anna = settled_customer()
    laptop = second_browser(anna)
    laptop.email = anna.email.upper()

    answer = laptop.login()

    assert (answer.status_code, answer.json()["user"]["email"]) == (200, anna.email)
    assert "samesite=lax" in laptop.last_cookie.lower()
    stolen = laptop.session
    assert laptop.post(f"{IDENTITY}/auth/logout").status_code == 204
    assert who(laptop) is None
    laptop.session = stolen
    assert who(laptop) is None, "signing out ends the session, not only the cookie"
    assert who(anna) == anna.email, "the other browser stays signed in"


def test_an_unconfirmed_customer_can_sign_in(new_customer, second_browser):
    anna = new_customer()
    anna.register()
    phone = second_browser(anna)

    assert phone.login().status_code == 200
    assert phone.get(f"{IDENTITY}/me").json()["email_confirmed"] is False
    anna.confirm()
    assert phone.get(f"{IDENTITY}/me").json()["email_confirmed"] is True


def test_signing_in_gives_a_new_session_each_time(settled_customer):
    anna = settled_customer()
    fixed = anna.session

    assert anna.login().status_code == 200

    assert anna.session != fixed
    later, anna.session = anna.session, fixed
    assert who(anna) is None, "the one it replaced is dead"
    anna.session = later


def test_wrong_passwords_are_refused_alike_and_ever_slower(settled_customer, second_browser, letters):
    anna = settled_customer()
    stranger = second_browser(anna)

    refusals = [stranger.login("не-тот-пароль-1") for _ in range(4)]
    unknown = stranger.post(f"{IDENTITY}/auth/login", {"email": fresh_address(), "password": "не-тот-пароль-1"})

    assert {problem(answer) for answer in [*refusals, unknown]} == {(401, "invalid_credentials")}
    assert {answer.json()["detail"] for answer in [*refusals, unknown]} == {unknown.json()["detail"]}
    delayed = stranger.login("не-тот-пароль-1")
    assert delayed.status_code == 429
    assert 0 < int(delayed.headers["retry-after"]) <= 900
    assert stranger.login().status_code == 429, "the right one does not help any more"
    assert letters.wait(anna.email, "Проверьте вход")


def test_forgotten_password_is_set_anew_by_the_letter(settled_customer, second_browser, letters):
    anna = settled_customer()
    phone = second_browser(anna)

    assert phone.post(f"{IDENTITY}/auth/password/forgot", {"email": anna.email}).status_code == 202
    token = letters.wait_for_link(anna.email, "Восстановление пароля", "/reset-password")
    body = {"token": token, "password": NEW_PASSWORD}
    weak = phone.post(f"{IDENTITY}/auth/password/reset", {"token": token, "password": "12345678"})
    assert weak.status_code == 422, "and the link is not used up by it"
    assert phone.post(f"{IDENTITY}/auth/password/reset", body).status_code == 204

    assert who(anna) is None, "every session ended"
    assert problem(phone.post(f"{IDENTITY}/auth/password/reset", body)) == (410, "token_expired")
    assert problem(phone.login()) == (401, "invalid_credentials")
    assert phone.login(NEW_PASSWORD).status_code == 200
    assert letters.wait(anna.email, "Пароль изменён")


def test_nobody_learns_from_forgotten_whether_an_address_is_known(settled_customer, nobody, letters):
    anna = settled_customer()
    stranger = fresh_address()

    answers = [nobody.post(f"{IDENTITY}/auth/password/forgot", {"email": email}) for email in (anna.email, stranger)]

    assert {(answer.status_code, answer.text) for answer in answers} == {(202, answers[0].text)}
    letters.wait(anna.email, "Восстановление пароля")
    assert letters.count(stranger) == 0


def test_password_is_changed_by_who_knows_it(settled_customer, second_browser, letters):
    anna = settled_customer()

    wrong = anna.post(f"{IDENTITY}/me/password", {"current": "не-тот-пароль-1", "new": NEW_PASSWORD})
    right = anna.post(f"{IDENTITY}/me/password", {"current": anna.password, "new": NEW_PASSWORD})

    assert problem(wrong) == (403, "wrong_password")
    assert right.status_code == 204
    assert second_browser(anna).login(NEW_PASSWORD).status_code == 200
    assert problem(second_browser(anna).login()) == (401, "invalid_credentials")
    assert letters.wait(anna.email, "Пароль изменён")


def test_email_changes_when_the_new_address_confirms(settled_customer, second_browser, letters):
    anna = settled_customer()
    old, new = anna.email, fresh_address("new")

    wrong = anna.post(f"{IDENTITY}/me/email", {"email": new, "password": "не-тот-пароль-1"})
    assert problem(wrong) == (403, "wrong_password")
    assert anna.post(f"{IDENTITY}/me/email", {"email": new, "password": anna.password}).status_code == 202

    assert new in letters.wait(old, "Запрошена смена адреса")["Text"]
    token = letters.wait_for_link(new, "Подтвердите новый адрес", "/confirm-email")
    me = anna.get(f"{IDENTITY}/me").json()
    assert (me["email"], me["pending_email"]) == (old, new)
    assert anna.follow(token).status_code == 204

    me = anna.get(f"{IDENTITY}/me").json()
    assert (me["email"], me["pending_email"], me["email_confirmed"]) == (new, None, True)
    assert letters.wait(old, "Адрес электронной почты изменён")
    assert problem(second_browser(anna).login()) == (401, "invalid_credentials")
    anna.email = new
    assert second_browser(anna).login().status_code == 200


def test_email_of_another_can_not_be_taken(settled_customer, letters):
    anna, boris = settled_customer(), settled_customer()

    answer = boris.post(f"{IDENTITY}/me/email", {"email": anna.email, "password": boris.password})

    assert answer.status_code == 202, "as for any other address"
    assert "?token=" not in letters.wait(anna.email, "У вас уже есть личный кабинет")["Text"]
    assert who(boris) == boris.email


def test_sessions_are_listed_and_ended_one_by_one_and_all(settled_customer, second_browser):
    anna = settled_customer()
    laptop, phone = second_browser(anna), second_browser(anna)
    assert laptop.login().status_code == phone.login().status_code == 200

    answer = anna.get(f"{IDENTITY}/me/sessions").json()
    sessions = answer["items"] if isinstance(answer, dict) else answer
    assert len(sessions) == 3
    (current,) = [session["id"] for session in sessions if session["current"]]
    of_laptop = laptop.get(f"{IDENTITY}/me/sessions").json()
    (other,) = [item["id"] for item in of_laptop["items"] if item["current"]]
    assert anna.delete(f"{IDENTITY}/me/sessions/{other}").status_code == 204
    assert (who(laptop), who(phone), who(anna)) == (None, anna.email, anna.email)

    stranger = settled_customer()
    assert stranger.delete(f"{IDENTITY}/me/sessions/{current}").status_code == 404
    assert phone.post(f"{IDENTITY}/auth/logout-all").status_code == 204
    assert (who(phone), who(anna)) == (None, None)


def test_a_closed_account_is_told_and_gone(settled_customer, second_browser, registry, letters, tap):
    anna = settled_customer()
    number, company_email = registry.register()
    anna.bind(number, company_email)

    assert anna.delete(f"{IDENTITY}/me").status_code == 204

    assert who(anna) is None
    assert problem(second_browser(anna).login()) == (401, "invalid_credentials")
    assert letters.wait(anna.email, "Личный кабинет закрыт")
    tap.wait("ContractUnbound", contract_number=number, reason="account_closed")
    assert letters.wait(company_email, f"Договор {number} удалён")
    boris = settled_customer()
    boris.bind(number, company_email)
    assert boris.contracts() == [number]
