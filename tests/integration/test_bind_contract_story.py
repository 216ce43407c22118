"""The whole journey: register, confirm, introduce, bind, see, export, unbind; then another binds it.

Told by HTTP through the gateway, Kafka and mail, as a customer, his company and the supplier live it.
"""

from io import BytesIO

from openpyxl import load_workbook
from stack.browser import problem
from stack.letters import links
from stack.people import CONTRACTS, IDENTITY
from stack.waiting import eventually

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
METERING = "/api/metering/v1"
BILLING = "/api/billing/v1"


def test_a_customer_binds_a_contract_sees_it_and_gives_it_up(new_customer, registry, letters, tap):
    anna = new_customer()
    number, company_email = registry.register()

    # She registers: a letter, and a session that is good for little yet.
    anna.register()
    assert "HttpOnly" in anna.last_cookie
    assert "Secure" in anna.last_cookie
    assert problem(anna.ask(number, company_email)) == (403, "email_not_confirmed")
    registered = tap.wait("UserRegistered", email=anna.email)

    # The letter's link confirms the address, once; again it says so kindly.
    token = anna.confirm()
    again = anna.follow(token)
    assert (again.status_code, again.json()) == (200, {"status": "already_confirmed"})
    tap.wait("EmailConfirmed", user_id=registered.key)

    # «Давайте познакомимся»: nothing else works until it is filled.
    assert problem(anna.ask(number, company_email)) == (403, "profile_incomplete")
    anna.introduce()
    me = anna.get(f"{IDENTITY}/me").json()
    assert me["email_confirmed"]
    assert me["profile"]["phone"] == "+78123036969"
    tap.wait("ProfileCompleted", user_id=registered.key)

    # She asks for the contract, with spaces and in another letter case, as people type.
    asked = anna.ask(f" {number[:4]} {number[4:]} ", company_email.upper())
    assert (asked.status_code, asked.json()["status"]) == (202, "pending")
    pending = anna.get(f"{CONTRACTS}/bindings").json()["items"]
    assert [item["number"] for item in pending] == [number]
    assert anna.contracts() == []

    # The company gets a letter that says who asks for what; looking changes nothing.
    letter = letters.wait(company_email, number)
    for fact in (number, "ООО «Ромашка»", "Иванова Анна", anna.email):
        assert fact in letter["Text"]
        assert fact in letter["HTML"]
    link = anna.binding_token(number, company_email)
    for _ in range(2):
        shown = new_customer().get(f"{CONTRACTS}/binding-confirmations/{link}").json()
        assert (shown["number"], shown["party_name"]) == (number, "ООО «Ромашка»")
        assert shown["asked_by"]["email"] == anna.email
    assert anna.contracts() == []

    # The company agrees, without signing in; the link works once.
    secretary = new_customer()
    assert secretary.decide(link).status_code == 200
    assert problem(secretary.decide(link)) == (410, "binding_gone")
    bound = tap.wait("ContractBound", contract_number=number)
    assert bound.key == number
    assert bound.body["user_id"] == registered.key
    assert letters.wait(anna.email, f"Договор {number} добавлен")
    assert anna.email in letters.wait(company_email, f"Договор {number} добавлен")["Text"]

    # She sees it.
    assert anna.contracts() == [number]
    page = anna.get(f"{CONTRACTS}/contracts/{number}").json()
    assert page["party"]["inn"] == "7802532605"
    assert page["delivery_points"][0]["meters"][0]["serial"] == "41234567"
    assert page["emails"] == [company_email]

    # She exports it.
    export = anna.get(f"{CONTRACTS}/contracts/{number}/export.xlsx")
    assert export.headers["content-type"] == XLSX
    cells = {str(cell.value) for sheet in load_workbook(BytesIO(export.content)) for row in sheet for cell in row}
    assert {number, "ООО «Ромашка»", "7802532605", "41234567", company_email} <= cells

    # Other services know within a second or so that she may see it.
    for path in (f"{METERING}/contracts/{number}/window", f"{BILLING}/contracts/{number}/balance"):
        answer = anna.get(path)
        assert answer.status_code in {200, 404}, (path, answer.text)  # 404: their features are the next issues

    # She gives it up.
    assert anna.delete(f"{CONTRACTS}/contracts/{number}/binding").status_code == 204
    assert anna.contracts() == []
    assert problem(anna.get(f"{CONTRACTS}/contracts/{number}")) == (404, "not_found")
    tap.wait("ContractUnbound", contract_number=number, reason="owner")
    assert letters.wait(anna.email, f"Договор {number} удалён")
    assert letters.wait(company_email, f"Договор {number} удалён")

    # Every letter so far had exactly one link, and each event one letter.
    for address, expected in ((anna.email, 3), (company_email, 3)):
        eventually(lambda a=address, n=expected: letters.count(a) == n, what=f"{expected} letters")
        assert all(len(set(links(letter))) == 1 for letter in letters.letters(address))


def test_who_had_it_before_sees_nothing_of_it_in_any_service(settled_customer, registry, tap):
    anna, boris = settled_customer(), settled_customer()
    number, company_email = registry.register()
    anna.bind(number, company_email)
    anna.delete(f"{CONTRACTS}/contracts/{number}/binding")

    boris.bind(number, company_email)

    assert boris.contracts() == [number]
    assert anna.contracts() == []
    tap.wait("ContractUnbound", contract_number=number)
    for path in (
        f"{CONTRACTS}/contracts/{number}",
        f"{CONTRACTS}/contracts/{number}/export.xlsx",
        f"{METERING}/contracts/{number}/window",
        f"{METERING}/contracts/{number}/meters",
        f"{BILLING}/contracts/{number}/balance",
        f"{BILLING}/contracts/{number}/charges",
    ):
        eventually(lambda p=path: anna.get(p).status_code == 404, what=f"404 for {path}", seconds=3)
    assert problem(anna.delete(f"{CONTRACTS}/contracts/{number}/binding")) == (404, "not_found")
    assert boris.contracts() == [number]


def test_the_customer_can_look_up_what_was_written_to_him(settled_customer, registry):
    anna = settled_customer()
    number, company_email = registry.register()
    anna.bind(number, company_email)

    def sent() -> set[str]:
        items = anna.get("/api/notifier/v1/deliveries").json()["items"]
        return {item["kind"] for item in items if item["state"] == "sent" and item["email"] == anna.email}

    eventually(lambda: sent() == {"confirm_email", "contract_bound"}, what="both letters sent")
