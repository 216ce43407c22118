"""A month's charges arrive while the broker dies and comes back: each is posted and told once, balances are exact."""

import os
import re
import threading
from collections import defaultdict
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from stack.billing import Account, Billing, charge
from stack.journeys import PATIENCE
from stack.registry import contract, fresh_number
from stack.topics import Tap
from stack.waiting import eventually

pytestmark = pytest.mark.reliability

CHARGES = int(os.environ.get("CABINET_STORY_CHARGES", "1000"))
"""100,000 are as true, and take a minute or two more."""
CONTRACTS = 50


@pytest.mark.timeout(900)
def test_charges_while_the_broker_restarts(stack, http, bootstrap, registry, settled_customer, letters):
    numbers, bodies = [fresh_number() for _ in range(CONTRACTS)], [contract() for _ in range(CONTRACTS)]
    told = registry.batch([{"number": number, **body} for number, body in zip(numbers, bodies, strict=True)])
    assert {item["status"] for item in told.json()["items"]} == {"created"}
    customer = settled_customer()
    customer.bind(numbers[0], bodies[0]["emails"][0])
    account = Account(customer, numbers[0])
    account.wait("balance", lambda balance: balance["balance"] == "0.00")
    billing = Billing(http, stack["service_clients"]["billing"], bootstrap)
    days = {"posted_on": f"{datetime.now(UTC):%Y-%m-%d}", "due_on": "2098-11-18"}
    items = [charge(numbers[turn % CONTRACTS], **days) for turn in range(CHARGES)]

    with Tap(bootstrap, "billing.accounts.v1") as tap:
        sending = threading.Thread(target=billing.publish_all, args=("ChargePublished", items))
        sending.start()
        account.wait("balance", lambda balance: balance["charged"] != "0.00")
        stack.kill("kafka")
        stack.wait_ready(seconds=PATIENCE)
        sending.join()
        mine = set(numbers)

        def posted():
            ids = defaultdict(set)
            for record in tap.records():
                if record.type == "ChargePosted" and record.key in mine:
                    ids[record.key, record.body["source_id"]].add(record.headers["ce_id"])
            return ids if len(ids) >= CHARGES else None

        told = eventually(posted, seconds=600, what="every charge is told")
    assert set(told) == {(item["contract_number"], item["source_id"]) for item in items}
    assert {len(ids) for ids in told.values()} == {1}, "one event each: what a relay sends again has the same id"
    mine_alone = len(items[::CONTRACTS])
    assert account.read("balance")["charged"] == f"{Decimal('25002.44') * mine_alone:.2f}"
    eventually(lambda: bills_told(letters, customer.email) >= mine_alone, seconds=60, what="the letters")
    assert bills_told(letters, customer.email) == mine_alone, "each bill stands in one letter"


def bills_told(mailbox, email):
    """How many bills all letters name, or say that there are more of."""
    texts = [one["Text"] for one in mailbox.letters(email) if "Новый счёт" in one["Subject"]]
    more = [int(count) for text in texts for count in re.findall(r"И ещё (\d+)", text)]
    return sum(text.casefold().count("оплатить до") for text in texts) + sum(more)
