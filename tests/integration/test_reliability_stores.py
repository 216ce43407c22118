"""The broker and the database go and come back: what was promised is kept, what can not be promised is refused."""

import time

import pytest
from stack.accounts import assert_told_once
from stack.browser import Browser
from stack.journeys import PATIENCE, assert_comes_back
from stack.people import CONTRACTS, IDENTITY, fresh_address
from stack.registry import contract, fresh_number

pytestmark = pytest.mark.reliability


@pytest.mark.parametrize("part", ["kafka", "postgres"])
def test_it_is_killed_in_the_middle_of_journeys(part, stack, journeys):
    before = stack["processes"]

    with journeys() as under_way:
        under_way.wait_for_some("introduced")
        stack.kill(part)
        stack.wait_ready(seconds=PATIENCE)

    ended = {name for name, pid in stack["processes"].items() if pid != before[name]}
    assert ended == {part}, "whoever needs it waits for it"


def test_without_a_broker_everybody_is_served_and_told_afterwards(
    tap, stack, new_customer, settled_customer, registry, letterbox
):
    anna, boris = settled_customer(), settled_customer()
    (annas, annas_company), (boriss, boriss_company) = registry.register(), registry.register()
    boris.bind(boriss, boriss_company)

    stack.stop_part("kafka")
    try:
        newcomer = new_customer()
        newcomer.register()
        assert anna.ask(annas, annas_company).status_code == 202
        assert boris.delete(f"{CONTRACTS}/contracts/{boriss}/binding").status_code == 204
        assert boris.contracts() == []
        late, late_company = registry.register()
        assert letterbox.count(newcomer.email) == letterbox.count(annas_company) == 0
    finally:
        stack.start_part("kafka", seconds=PATIENCE)

    newcomer.mailbox = anna.mailbox = letterbox
    newcomer.confirm()
    newcomer.introduce()
    anna.decide(anna.binding_token(annas, annas_company))
    newcomer.bind(late, late_company)
    tap.wait("ContractBound", contract_number=late)
    assert_told_once(
        tap,
        letterbox,
        [customer.email for customer in (anna, boris, newcomer)],
        {annas: annas_company, boriss: boriss_company, late: late_company},
        seconds=PATIENCE,
    )


def test_without_a_database_everybody_is_asked_to_come_again(
    tap, stack, http, new_customer, settled_customer, registry, letterbox
):
    anna, newcomer, nobody = settled_customer(), new_customer(), Browser(http)
    number, company = registry.register()
    anna.ask(number, company)
    binding = anna.binding_token(number, company)
    newcomer.register()
    confirmation = newcomer.confirmation_token()
    login = {"email": anna.email, "password": anna.password}
    stranger = {"email": fresh_address(), "password": anna.password, "accept_license": True}
    calls = {
        "register": lambda: nobody.post(f"{IDENTITY}/auth/register", stranger),
        "log in": lambda: nobody.post(f"{IDENTITY}/auth/login", login),
        "follow a link": lambda: newcomer.follow(confirmation),
        "see oneself": lambda: anna.get(f"{IDENTITY}/me"),
        "see the contracts": lambda: anna.get(f"{CONTRACTS}/contracts"),
        "ask for a contract": lambda: anna.ask(fresh_number(), fresh_address()),
        "open a binding link": lambda: nobody.get(f"{CONTRACTS}/binding-confirmations/{binding}"),
        "decide": lambda: anna.decide(binding),
        "tell a contract": lambda: registry.put(fresh_number(), contract()),
        "tell contracts": lambda: registry.batch([{"number": fresh_number(), **contract()}]),
    }

    stack.stop_part("postgres")
    try:
        for what, call in calls.items():
            begun = time.monotonic()
            assert_comes_back(call())
            assert time.monotonic() - begun < 10, what
        assert nobody.get("/").status_code == 200, "pages need no database"
    finally:
        stack.start_part("postgres", seconds=PATIENCE)

    assert newcomer.follow(confirmation).status_code == 204
    assert anna.decide(binding).status_code == 200
    assert anna.contracts() == [number]
    assert nobody.post(f"{IDENTITY}/auth/login", login).status_code == 200
    tap.wait("ContractBound", contract_number=number)
    assert_told_once(tap, letterbox, [anna.email, newcomer.email], {number: company}, seconds=PATIENCE)
