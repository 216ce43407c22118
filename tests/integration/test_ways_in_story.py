"""Other ways in than a password: a second factor, and tokens for the customer's own systems."""

import time
from datetime import UTC, datetime

import httpx
import pyotp
import pytest
from stack.browser import problem
from stack.people import IDENTITY

WRITE_ANYTHING = {"X-Forwarded-For": "203.0.113.77"}


def token_of(customer, *scopes):
    answer = customer.post(f"{IDENTITY}/me/tokens", {"name": "1С:Предприятие", "scopes": list(scopes)})
    assert answer.status_code == 201, answer.text
    return answer.json()


@pytest.fixture
def system(http):
    """The customer's own program: no cookie, no X-Portal, only its token."""

    def call(token, method, path, **kwargs):
        return http.request(method, path, headers={"Authorization": f"Bearer {token}", **WRITE_ANYTHING}, **kwargs)

    return call


def test_a_second_factor_is_asked_for_and_told(settled_customer, new_customer, letters):
    anna = settled_customer()
    offered = anna.post(f"{IDENTITY}/me/totp", {"password": anna.password}).json()
    application = pyotp.TOTP(offered["secret"])
    confirmed = anna.post(f"{IDENTITY}/me/totp:confirm", {"code": application.at(time.time() - 30)})
    codes = confirmed.json()["recovery_codes"]
    assert letters.wait(anna.email, "Изменён второй фактор", saying="подключено приложение")

    laptop = new_customer(anna.email)

    def login(**otp):
        body = {"email": anna.email, "password": anna.password, **otp}
        return laptop.post(f"{IDENTITY}/auth/login", body)

    assert problem(login()) == (401, "otp_required")
    assert problem(login(otp=application.at(time.time() + 300))) == (401, "invalid_otp")
    now = application.now()
    assert login(otp=now).status_code == 200
    assert problem(login(otp=now)) == (401, "invalid_otp"), "a code is good once"
    assert login(otp=codes[0]).status_code == 200
    assert letters.wait(anna.email, "Изменён второй фактор", saying="с резервным кодом")
    assert laptop.get(f"{IDENTITY}/me").json()["second_factor"]["recovery_codes_left"] == 9


def test_a_system_reads_with_its_token_what_the_scopes_say(settled_customer, registry, system, letters):
    anna = settled_customer()
    number, company_email = registry.register()
    anna.bind(number, company_email)
    reader = token_of(anna, "contracts:read", "readings:read", "billing:read")
    told = letters.wait(anna.email, "Создан токен доступа", saying="показания и потребление")
    assert reader["token"] not in told["Text"]

    def ask(method, path, **kwargs):
        return system(reader["token"], method, path, **kwargs)

    contract = f"/contracts/{number}"
    for path in (
        "/api/contracts/v1/contracts",
        f"/api/contracts/v1{contract}",
        f"/api/metering/v1{contract}/meters",
        f"/api/billing/v1{contract}/balance",
        "/api/billing/v1/summary",
    ):
        answer = ask("GET", path)
        assert answer.status_code == 200, (path, answer.text)
    meter = ask("GET", f"/api/metering/v1{contract}/meters").json()["items"][0]["id"]
    missing = ask("POST", f"/api/metering/v1/meters/{meter}/readings", json={"taken_on": "2026-11-24", "values": {}})
    assert (problem(missing), missing.json()["scope"]) == ((403, "forbidden"), "readings:write")
    documents = ask("GET", f"/api/billing/v1{contract}/documents")
    assert (problem(documents), documents.json()["scope"]) == ((403, "forbidden"), "documents:read")
    for method, path in (
        ("GET", f"{IDENTITY}/me"),
        ("DELETE", f"{IDENTITY}/me"),
        ("POST", f"{IDENTITY}/auth/logout-all"),
        ("GET", "/api/contracts/v1/bindings"),
        ("POST", "/api/contracts/v1/bindings"),
        ("DELETE", f"/api/contracts/v1{contract}/binding"),
        ("GET", "/api/notifier/v1/preferences"),
    ):
        assert problem(ask(method, path, json={})) == (403, "forbidden"), path
    listed = anna.get(f"{IDENTITY}/me/tokens").json()["items"][0]
    assert datetime.now(UTC) > datetime.fromisoformat(listed["last_used_at"])
    assert listed["last_used_address"]
    assert anna.contracts() == [number]


def test_a_revoked_token_is_nobody_at_once(settled_customer, system):
    anna = settled_customer()
    created = token_of(anna, "contracts:read")

    def status():
        return system(created["token"], "GET", "/api/contracts/v1/contracts")

    assert status().status_code == 200
    assert anna.delete(f"{IDENTITY}/me/tokens/{created['id']}").status_code == 204
    assert problem(status()) == (401, "unauthenticated")
    assert problem(system("cab_pat_made-up", "GET", "/api/contracts/v1/contracts")) == (401, "unauthenticated")


def test_an_operator_locks_a_user_out_and_it_is_on_record(settled_customer, system, operator):
    anna = settled_customer()
    created = token_of(anna, "contracts:read")
    (found,) = operator.get(f"{IDENTITY}/ops/users", params={"q": anna.email}).json()["items"]
    assert anna.email not in str(found)

    locked = operator.post(f"{IDENTITY}/ops/users/{found['id']}:lock", {"reason": "обращение 17"})

    assert locked.status_code == 204
    assert problem(anna.get(f"{IDENTITY}/me")) == (401, "unauthenticated")
    assert problem(system(created["token"], "GET", "/api/contracts/v1/contracts")) == (401, "unauthenticated")
    assert problem(anna.login()) == (403, "account_locked")
    audit = operator.get(f"{IDENTITY}/ops/audit", params={"subject": found["id"]}).json()["items"]
    assert [(item["action"], item["reason"]) for item in audit] == [("user.lock", "обращение 17"), ("user.view", None)]


def test_the_license_can_be_read_before_one_registers(http: httpx.Client):
    answer = http.get(f"{IDENTITY}/license")

    assert answer.status_code == 200
    assert "Лицензионное соглашение" in answer.json()["ru"]
