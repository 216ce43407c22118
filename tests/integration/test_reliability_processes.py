"""Processes die in the middle of journeys: everybody arrives, and everything was told once and in order."""

import os
import signal

import pytest
from stack.accounts import distinct
from stack.browser import problem
from stack.journeys import assert_comes_back
from stack.people import CONTRACTS, IDENTITY
from stack.registry import contract, fresh_number
from stack.waiting import eventually

pytestmark = pytest.mark.reliability

BACK_WITHIN = 20


@pytest.mark.parametrize(
    ("services", "moment"),
    [(["identity"], "registered"), (["contracts"], "asked"), (["metering", "billing"], "bound")],
    ids=["identity", "contracts", "metering and billing"],
)
def test_a_service_is_killed_in_the_middle_of_its_work(services, moment, stack, journeys):
    with journeys() as under_way:
        under_way.wait_for_some(moment)
        for service in services:
            stack.kill(f"{service}.worker")
            stack.kill(f"{service}.api")
        stack.wait_ready(seconds=BACK_WITHIN)


def test_the_notifier_is_killed_when_the_server_has_a_letter_and_nobody_knows_yet(stack, journeys, letterbox):
    offered = stack.mailbox.attempts
    stack.mailbox.fail("hang", seconds=1, count=1)
    with journeys(letters_may_repeat=True) as under_way:  # SMTP can not exclude it: the Message-ID must be the same
        eventually(lambda: stack.mailbox.attempts > offered, what="a letter is being sent")
        os.kill(stack["processes"]["notifier.worker"], signal.SIGSTOP)
        addresses = [address for traveller in under_way.travellers for address in traveller.addresses]
        eventually(lambda: any(map(letterbox.count, addresses)), what="the server has taken the letter")
        stack.kill("notifier.worker")
        stack.kill("notifier.api")
        stack.wait_ready(seconds=BACK_WITHIN)

    assert max(map(letterbox.count, addresses)) > 1, "so it was killed in time"


def test_all_services_are_stopped_in_order_at_once(stack, journeys):
    before = stack["processes"]
    with journeys() as under_way:
        under_way.wait_for_some("asked")
        services = {name: pid for name, pid in before.items() if name.endswith((".api", ".worker"))}
        for pid in services.values():
            os.kill(pid, signal.SIGTERM)
        eventually(lambda: not services.items() & stack["processes"].items(), what="all are started again")
        stack.wait_ready(seconds=BACK_WITHIN)


def test_the_gateway_is_killed(stack, journeys):
    with journeys(may_be_silent=True) as under_way:
        under_way.wait_for_some("introduced")
        stack.kill("gateway")
        stack.wait_ready(seconds=BACK_WITHIN)


def test_what_is_told_of_one_contract_keeps_its_order_while_its_publisher_dies(stack, registry, tap):
    number = fresh_number()
    for revision in range(1, 31):
        assert registry.put(number, contract(revision=revision)).status_code == 200
        if revision in {10, 20}:
            stack.kill("contracts.worker")

    stack.wait_ready(seconds=BACK_WITHIN)
    tap.wait("ContractChanged", contract_number=number, revision=30)
    # What was on its way when the relay died is sent again, as a whole: readers know it by its ce_id.
    revisions = [record.body["revision"] for record in distinct(tap) if record.key == number]
    assert revisions == list(range(1, 31))


def test_while_nobody_knows_who_is_who_cookies_wait_and_machines_go_on(stack, settled_customer, new_customer, registry):
    anna, nobody = settled_customer(), new_customer()
    number, company = registry.register()
    anna.ask(number, company)
    link = anna.binding_token(number, company)

    stack.stop_part("identity.api")
    try:
        for path in (f"{IDENTITY}/me", f"{CONTRACTS}/contracts", "/api/billing/v1/summary"):
            assert_comes_back(anna.get(path))
        assert_comes_back(nobody.post(f"{IDENTITY}/auth/login", {"email": anna.email, "password": anna.password}))
        assert problem(nobody.get(f"{CONTRACTS}/contracts")) == (401, "unauthenticated")
        assert nobody.get(f"{CONTRACTS}/binding-confirmations/{link}").status_code == 200
        assert nobody.decide(link).status_code == 200
        assert registry.put(number, contract(revision=2, emails=[company])).status_code == 200
    finally:
        stack.start_part("identity.api")

    assert anna.contracts() == [number], "she is still signed in"


def test_while_one_service_is_away_the_others_go_on(stack, settled_customer):
    anna = settled_customer()
    stack.stop_part("contracts.api")
    try:
        assert_comes_back(anna.get(f"{CONTRACTS}/contracts"))
        for path in (f"{IDENTITY}/me", "/api/notifier/v1/deliveries", "/api/billing/v1/summary"):
            assert anna.get(path).status_code == 200
    finally:
        stack.start_part("contracts.api")

    assert anna.contracts() == []
