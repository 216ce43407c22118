"""The journey while parts of the system are killed, stopped and started: nothing lost, nothing twice, order kept."""

from collections import Counter

import pytest
from stack.browser import problem
from stack.people import CONTRACTS, IDENTITY
from stack.registry import contract, fresh_number
from stack.waiting import eventually

pytestmark = [pytest.mark.reliability, pytest.mark.timeout(180)]
BACK = 40  # seconds within which everything must have come, whatever was broken


@pytest.fixture(autouse=True)
def _whole(stack):
    """Every test leaves the stack as it found it."""
    stack.wait_ready()
    yield
    stack.mailbox.heal()
    stack.wait_ready(seconds=60)


def subjects(letters, address) -> Counter[str]:
    """How many different letters of each subject came: the same Message-ID twice is one letter."""
    found = {letter["MessageID"]: letter["Subject"] for letter in letters.letters(address)}
    return Counter(found.values())


@pytest.mark.parametrize("worker", ["identity.worker", "contracts.worker", "notifier.worker"])
def test_the_journey_survives_the_death_of_a_worker_at_every_step(worker, new_customer, registry, letters, stack, tap):
    anna = new_customer()
    number, company_email = registry.register()

    anna.register()
    stack.kill(worker)
    assert anna.follow(anna.confirmation_token(seconds=BACK)).status_code == 204
    anna.introduce()
    assert anna.ask(number, company_email).status_code == 202
    stack.wait_ready()
    stack.kill(worker)
    token = anna.binding_token(number, company_email, seconds=BACK)
    assert anna.decide(token).status_code == 200
    stack.wait_ready()
    stack.kill(worker)
    assert anna.delete(f"{CONTRACTS}/contracts/{number}/binding").status_code == 204

    letters.wait(anna.email, f"Договор {number} удалён", seconds=BACK)
    letters.wait(company_email, f"Договор {number} удалён", seconds=BACK)
    assert set(subjects(letters, anna.email).values()) == {1}
    assert sum(subjects(letters, anna.email).values()) == 3
    assert sum(subjects(letters, company_email).values()) == 3
    in_order = list(
        dict.fromkeys(r.type for r in tap.records() if r.key == number and r.topic == "contracts.bindings.v1")
    )
    assert in_order == ["ContractBindRequested", "ContractBound", "ContractUnbound"]


def test_with_kafka_away_people_are_served_and_letters_come_later(new_customer, letters, stack):
    customers = [new_customer() for _ in range(3)]
    stack.stop_part("kafka")
    try:
        for customer in customers:
            customer.register()
            assert customer.login().status_code == 200
        assert sum(letters.count(customer.email) for customer in customers) == 0
    finally:
        stack.start_part("kafka")

    for customer in customers:
        assert customer.follow(customer.confirmation_token(seconds=BACK)).status_code == 204
        assert set(subjects(letters, customer.email).values()) == {1}


def test_with_the_database_away_people_are_asked_to_wait_and_nothing_is_lost(
    settled_customer, registry, letters, stack
):
    anna = settled_customer()
    number, company_email = registry.register()
    assert anna.ask(number, company_email).status_code == 202

    stack.stop_part("postgres")
    try:
        answer = anna.get(f"{CONTRACTS}/contracts")
        assert problem(answer)[0] == 503
        assert int(answer.headers["retry-after"]) > 0
    finally:
        stack.start_part("postgres")

    assert anna.decide(anna.binding_token(number, company_email, seconds=BACK)).status_code == 200
    assert anna.contracts() == [number]
    letters.wait(anna.email, f"Договор {number} добавлен", seconds=BACK)


def test_with_an_api_away_others_go_on(settled_customer, stack):
    anna = settled_customer()
    stack.stop_part("contracts.api")
    try:
        answer = anna.get(f"{CONTRACTS}/contracts")
        assert problem(answer)[0] == 503
        assert int(answer.headers["retry-after"]) > 0
        assert anna.get(f"{IDENTITY}/me").status_code == 200
        assert anna.get("/api/notifier/v1/deliveries").status_code == 200
    finally:
        stack.start_part("contracts.api")

    eventually(lambda: anna.get(f"{CONTRACTS}/contracts").status_code == 200, what="contracts are back")


@pytest.mark.parametrize("fault", [{"kind": "down"}, {"kind": "refuse", "code": 451, "count": 2}])
def test_with_the_mail_server_away_letters_wait_and_come_once(fault, new_customer, letters, stack):
    anna = new_customer()
    stack.mailbox.fail(**fault)
    anna.register()
    if fault["kind"] == "down":
        boris = new_customer()
        boris.register()
        stack.mailbox.heal()
        assert boris.confirmation_token(seconds=BACK)

    assert anna.follow(anna.confirmation_token(seconds=BACK)).status_code == 204
    assert set(subjects(letters, anna.email).values()) == {1}


def test_a_refused_letter_is_given_up_and_others_go(new_customer, letters, stack, tap):
    unlucky, lucky = new_customer(), new_customer()
    stack.mailbox.fail("refuse", code=550, to=unlucky.email)

    unlucky.register()
    lucky.register()

    assert lucky.confirmation_token()
    failed = tap.wait("EmailFailed", email=unlucky.email)
    assert failed.body["reason"] == "smtp_550"
    assert letters.count(unlucky.email) == 0


def test_a_hanging_recipient_stops_no_other(new_customer, stack):
    stack.mailbox.fail("hang", seconds=6, to="slow-")
    slow = [new_customer(f"slow-{number}-{new_customer().email}") for number in range(3)]
    for customer in slow:
        customer.register()

    quick = new_customer()
    quick.register()

    assert quick.confirmation_token(seconds=5)
    for customer in slow:
        assert customer.confirmation_token(seconds=BACK)


def test_orders_of_one_contract_keep_their_order_through_restarts(registry, stack, tap):
    number = fresh_number()
    for revision in range(1, 31):
        assert registry.put(number, contract(revision=revision)).status_code == 200
        if revision in {10, 20}:
            stack.kill("contracts.worker")
            stack.wait_ready()

    tap.wait("ContractChanged", contract_number=number, revision=30)
    revisions = [record.body["revision"] for record in tap.records() if record.key == number]
    assert list(dict.fromkeys(revisions)) == list(range(1, 31)), "the broker may show one twice, but none out of order"
    assert revisions == sorted(revisions)
