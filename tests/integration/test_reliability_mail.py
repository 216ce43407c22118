"""The mail server fails in every way: letters wait, come once, and stop no other letter."""

import pytest
from stack.accounts import assert_told_once
from stack.people import IDENTITY, fresh_address
from stack.waiting import eventually

pytestmark = pytest.mark.reliability


def test_letters_wait_while_nobody_listens(stack, tap, new_customer, letterbox):
    customers = [new_customer() for _ in range(3)]
    stack.mailbox.fail("down")
    for customer in customers:
        customer.register()
        assert customer.login().status_code == 200
    tap.wait("UserRegistered", email=customers[-1].email)
    assert not any(letterbox.count(customer.email) for customer in customers)

    stack.mailbox.heal()

    assert_told_once(tap, letterbox, [customer.email for customer in customers], {})


@pytest.mark.parametrize("fault", [{"kind": "refuse", "code": 451}, {"kind": "lose_reply"}], ids=["4xx", "lost reply"])
def test_a_letter_in_trouble_comes_in_the_end(fault, stack, tap, new_customer, letterbox):
    anna = new_customer()
    stack.mailbox.fail(**fault, count=1, to=anna.email)

    anna.register()
    anna.confirm()

    # What the server took without saying so comes again: SMTP can not exclude it, the Message-ID tells.
    assert_told_once(tap, letterbox, [anna.email], {}, letters_may_repeat=fault["kind"] == "lose_reply")


def test_a_letter_that_hangs_stops_no_other(stack, tap, new_customer, letterbox):
    slow, quick = [new_customer(fresh_address("slow")) for _ in range(3)], new_customer()
    stack.mailbox.fail("hang", seconds=6, to="slow-")
    offered = stack.mailbox.attempts

    for customer in slow:
        customer.register()
    eventually(lambda: stack.mailbox.attempts > offered, what="a letter hangs")
    quick.register()
    quick.confirmation_token(seconds=5)

    stack.mailbox.heal()
    for customer in slow:
        customer.confirm()
    assert_told_once(tap, letterbox, [customer.email for customer in [*slow, quick]], {})


def test_a_letter_that_is_refused_for_good_is_given_up(stack, tap, new_customer, letterbox):
    unlucky, lucky = new_customer(), new_customer()
    stack.mailbox.fail("refuse", code=550, to=unlucky.email)

    unlucky.register()
    lucky.register()
    lucky.confirm()
    failed = tap.wait("EmailFailed", email=unlucky.email)
    assert failed.body["reason"] == "smtp_550"

    stack.mailbox.heal()
    assert unlucky.post(f"{IDENTITY}/auth/resend-confirmation").status_code == 202
    unlucky.confirm()
    assert letterbox.count(unlucky.email) == 1, "the letter that failed stays so, the new one came"
