"""What can be tried with bindings, and what comes of it."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from stack.browser import problem
from stack.people import CONTRACTS, fresh_address
from stack.registry import contract, fresh_number
from stack.timing import ATTEMPTS, same_time


def pending(customer) -> list[str]:
    return [item["number"] for item in customer.get(f"{CONTRACTS}/bindings").json()["items"]]


@pytest.mark.parametrize("number", ["", "123", "4714000014135", "471400001413545", "4714000014135a", "٤٧١٤٠٠٠٠١٤١٣٥٤"])
def test_what_is_no_number_is_422(number, someone):
    answer = someone.ask(number, "info@company.example")

    assert problem(answer) == (422, "validation_failed")
    assert answer.json()["errors"][0]["pointer"] == "/number"


@pytest.mark.parametrize("email", ["", "nobody", "a@b", "a@b.ru\r\nBcc: c@d.ru", "x" * 250 + "@b.ru"])
def test_what_is_no_address_is_422(email, someone):
    answer = someone.ask(fresh_number(), email)

    assert problem(answer) == (422, "validation_failed")
    assert answer.json()["errors"][0]["pointer"] == "/email"


def test_a_pair_that_does_not_match_looks_like_one_that_does(settled_customer, registry, letters):
    anna = settled_customer()
    number, company_email = registry.register()
    mute, _ = registry.register(emails=[])
    other_email = fresh_address("other")

    answers = [
        anna.ask(number, company_email),
        anna.ask(number, other_email),
        anna.ask(fresh_number(), other_email),
        anna.ask(mute, other_email),
    ]

    assert {(answer.status_code, answer.json()["status"]) for answer in answers} == {(202, "pending")}
    assert len({frozenset(answer.json()) for answer in answers}) == 1
    assert len(pending(anna)) == 4
    letters.wait(company_email, number)
    assert letters.count(other_email) == 0


def test_it_takes_the_same_time_whether_or_not_the_pair_matches(settled_customer, registry, capsys):
    rounds = 6
    contracts = [{"number": fresh_number(), **contract()} for _ in range(rounds * ATTEMPTS)]
    assert registry.batch(contracts).status_code == 200
    known = iter(contracts)
    anna = settled_customer()

    def ask_known():
        told = next(known)
        return anna.ask(told["number"], told["emails"][0])

    with capsys.disabled():
        same_time("bindings", ask_known, lambda: anna.ask(fresh_number(), fresh_address("other")), rounds=rounds)


def test_what_is_already_mine_is_409(settled_customer, registry):
    anna = settled_customer()
    number, company_email = registry.register()
    anna.bind(number, company_email)

    assert problem(anna.ask(number, company_email)) == (409, "already_yours")


def test_what_is_anothers_is_told_to_the_company_only(settled_customer, registry):
    anna, boris = settled_customer(), settled_customer()
    number, company_email = registry.register()
    anna.bind(number, company_email)

    assert boris.ask(number, company_email).status_code == 202
    token = boris.binding_token(number, company_email)

    assert problem(boris.decide(token)) == (409, "contract_already_bound")
    assert (anna.contracts(), boris.contracts()) == ([number], [])


def test_of_two_accounts_confirmed_at_once_one_wins(settled_customer, registry, tap):
    anna, boris = settled_customer(), settled_customer()
    number, company_email = registry.register()
    for customer in (anna, boris):
        assert customer.ask(number, company_email).status_code == 202
    tokens = [customer.binding_token(number, company_email) for customer in (anna, boris)]

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(anna.decide, tokens))

    assert sorted(answer.status_code for answer in answers)[0] == 200
    loser = max(answers, key=lambda answer: answer.status_code)
    assert problem(loser) in {(409, "contract_already_bound"), (410, "binding_gone")}
    assert sorted([anna.contracts(), boris.contracts()]) == [[], [number]]
    tap.wait("ContractBound", contract_number=number)
    bound = [r for r in tap.records() if r.type == "ContractBound" and r.body["contract_number"] == number]
    assert len(bound) == 1


def test_a_rejected_request_is_over_and_the_asker_is_told(settled_customer, registry, letters, nobody):
    anna = settled_customer()
    number, company_email = registry.register()
    anna.ask(number, company_email)
    token = anna.binding_token(number, company_email)

    assert anna.decide(token, "reject").status_code == 200

    for answer in (anna.decide(token), nobody.get(f"{CONTRACTS}/binding-confirmations/{token}")):
        assert problem(answer) == (410, "binding_gone")
    assert (pending(anna), anna.contracts()) == ([], [])
    assert letters.wait(anna.email, f"Договор {number} не добавлен")


def test_a_withdrawn_request_is_over(settled_customer, registry):
    anna, boris = settled_customer(), settled_customer()
    number, company_email = registry.register()
    binding_id = anna.ask(number, company_email).json()["id"]
    token = anna.binding_token(number, company_email)

    assert boris.delete(f"{CONTRACTS}/bindings/{binding_id}").status_code == 404
    assert anna.delete(f"{CONTRACTS}/bindings/{binding_id}").status_code == 204

    assert problem(anna.decide(token)) == (410, "binding_gone")
    assert pending(anna) == []


def test_an_address_that_left_the_contract_decides_nothing_any_more(settled_customer, registry):
    anna = settled_customer()
    number, company_email = registry.register()
    anna.ask(number, company_email)
    token = anna.binding_token(number, company_email)

    assert registry.put(number, contract(revision=2, emails=["other@company.example"])).status_code == 200

    assert problem(anna.decide(token)) == (410, "binding_gone")
    assert anna.contracts() == []


@pytest.mark.parametrize("token", ["x", "a" * 64, "%00", "..%2f..%2fcontracts", "Ж"])
def test_garbage_opens_nothing(token, nobody):
    shown = nobody.get(f"{CONTRACTS}/binding-confirmations/{token}")
    decided = nobody.post(f"{CONTRACTS}/binding-confirmations/{token}", {"decision": "confirm"})

    assert {shown.status_code, decided.status_code} <= {400, 404, 410, 422}


def test_a_link_for_one_thing_opens_no_other(settled_customer, new_customer, registry):
    anna, boris = settled_customer(), new_customer()
    number, company_email = registry.register()
    anna.ask(number, company_email)
    binding = anna.binding_token(number, company_email)
    boris.register()
    confirmation = boris.confirmation_token()

    assert problem(boris.follow(binding)) == (410, "token_expired")
    assert problem(boris.decide(confirmation)) == (410, "binding_gone")
    reset = {"token": confirmation, "password": "Совсем-другой-пароль-9"}
    assert problem(boris.post("/api/identity/v1/auth/password/reset", reset)) == (410, "token_expired")
    assert boris.follow(confirmation).status_code == 204


def test_the_contract_of_another_is_not_there(settled_customer, registry):
    anna, boris = settled_customer(), settled_customer()
    number, company_email = registry.register()
    anna.bind(number, company_email)

    for path in (f"{number}", f"{number}/export.xlsx"):
        assert problem(boris.get(f"{CONTRACTS}/contracts/{path}")) == (404, "not_found")
    assert problem(boris.delete(f"{CONTRACTS}/contracts/{number}/binding")) == (404, "not_found")
    assert anna.contracts() == [number]


def test_names_can_not_write_the_letter(settled_customer, registry, letters):
    anna = settled_customer()
    hostile = ("Иванова\r\nBcc: victim@evil.example", "<b>Анна</b>", "Анна http://evil.example/", "\u202eаннА")
    for name in hostile:
        answer = anna.put(
            "/api/identity/v1/me/profile", {"surname": "Иванова", "given_name": name, "phone": "+78123036969"}
        )
        assert answer.status_code in {200, 422}
    number, company_email = registry.register(
        party={
            "kind": "company",
            "name": 'ООО "<script>alert(1)</script>"',
            "inn": "7802532605",
            "kpp": None,
            "ogrn": None,
        }
    )

    anna.ask(number, company_email)

    letter = letters.wait(company_email, number)
    assert "<script>" not in letter["HTML"]
    assert "evil.example/" not in letter["Text"]
    assert letters.count("victim@evil.example") == 0


def test_letters_about_one_request_are_not_repeated_at_will(settled_customer, registry, letters):
    anna = settled_customer()
    number, company_email = registry.register()
    other, _ = registry.register(emails=[company_email])

    ids = {anna.ask(number, company_email).json()["id"] for _ in range(5)}
    anna.ask(other, company_email)

    letters.wait(company_email, other)  # the later one has come, so the earlier ones have
    assert len(ids) == 1
    assert sorted(pending(anna)) == sorted([number, other])
    assert letters.count(company_email) == 2
