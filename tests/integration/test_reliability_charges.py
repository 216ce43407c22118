"""A month's charges arrive while the broker dies and comes back: each is posted once, balances are exact."""

import os
import threading
from collections import Counter
from decimal import Decimal

import pytest
from stack.billing import Account, Billing, charge
from stack.journeys import PATIENCE
from stack.registry import contract, fresh_number
from stack.topics import Tap
from stack.waiting import eventually

pytestmark = pytest.mark.reliability

CHARGES = int(os.environ.get("CABINET_STORY_CHARGES", "5000"))
"""100,000 are as true, and take a minute or two more."""
CONTRACTS = 50


@pytest.mark.timeout(900)
def test_charges_while_the_broker_restarts(stack, http, bootstrap, registry, settled_customer):
    numbers, bodies = [fresh_number() for _ in range(CONTRACTS)], [contract() for _ in range(CONTRACTS)]
    told = registry.batch([{"number": number, **body} for number, body in zip(numbers, bodies, strict=True)])
    assert {item["status"] for item in told.json()["items"]} == {"created"}
    customer = settled_customer()
    customer.bind(numbers[0], bodies[0]["emails"][0])
    account = Account(customer, numbers[0])
    account.wait("balance", lambda balance: balance["balance"] == "0.00")
    billing = Billing(http, stack["service_clients"]["billing"], bootstrap)
    items = [charge(numbers[turn % CONTRACTS], due_on="2098-11-18") for turn in range(CHARGES)]

    with Tap(bootstrap, "billing.accounts.v1") as tap:
        sending = threading.Thread(target=billing.publish_all, args=("ChargePublished", items))
        sending.start()
        account.wait("balance", lambda balance: balance["charged"] != "0.00")
        stack.kill("kafka")
        stack.wait_ready(seconds=PATIENCE)
        sending.join()
        mine = set(numbers)

        def posted():
            found = Counter(
                (record.key, record.body["source_id"])
                for record in tap.records()
                if record.type == "ChargePosted" and record.key in mine
            )
            return found if len(found) >= CHARGES else None

        counted = eventually(posted, seconds=600, what="every charge is told")
    assert set(counted) == {(item["contract_number"], item["source_id"]) for item in items}
    wanted = Decimal("25002.44") * len(items[::CONTRACTS])
    assert account.read("balance")["charged"] == f"{wanted:.2f}"
