"""Bills as customers and the supplier live them: a month's end, a correction after payment, what waits, what is bad."""

import hashlib
from decimal import Decimal
from io import BytesIO

import pytest
import zxingcpp
from PIL import Image
from stack.billing import BILLING, Account, Billing, charge, payment
from stack.browser import problem
from stack.parking import Parking
from stack.registry import contract, fresh_number
from stack.topics import Tap
from stack.waiting import eventually


@pytest.fixture
def billing(stack, http, bootstrap):
    """The supplier's billing."""
    return Billing(http, stack["service_clients"]["billing"], bootstrap)


@pytest.fixture
def accounts_tap(bootstrap):
    """What billing tells from now on."""
    with Tap(bootstrap, "billing.accounts.v1") as opened:
        yield opened


@pytest.fixture
def with_account(settled_customer, registry):
    """A customer with one contract, seen by billing."""

    def make():
        customer = settled_customer()
        number, email = registry.register()
        customer.bind(number, email)
        account = Account(customer, number)
        account.wait("balance", lambda balance: balance["balance"] == "0.00")
        return account

    return make


def test_the_end_of_a_month(with_account, settled_customer, billing, accounts_tap):
    account = with_account()
    number, sent = account.number, charge(account.number)

    # The same charge by both doors is one charge, and is told once.
    billing.publish("ChargePublished", sent)
    account.wait("balance", lambda balance: balance["charged"] == "25002.44")
    answer = billing.post("charges:batch", {"items": [sent, charge(number, gross="1.00")]})
    assert [item["status"] for item in answer.json()["items"]] == ["unchanged", "refused"]
    (item,) = account.read("charges")["items"]
    assert accounts_tap.wait("ChargePosted", charge_id=item["id"]).body["gross"] == "25002.44"

    # A bill without a file is rendered; its hash is that of the file.
    bill = {"source_id": "B", "revision": 1, "contract_number": number, "kind": "bill", "number": "17"}
    billing.publish("DocumentPublished", bill | {"issued_on": "2026-11-05", "period": "2026-10", "gross": "25002.44"})
    (paper,) = account.wait("documents", lambda found: any(one["sha256"] for one in found["items"]))["items"]
    file = account.customer.get(paper["links"]["file"])
    assert hashlib.sha256(file.content).hexdigest() == paper["sha256"]
    assert file.content.startswith(b"%PDF-")

    # It is paid by its QR; the purpose matches the payment by itself.
    ordered = account.customer.post(f"{BILLING}/contracts/{number}/payment-requests", {"documents": [paper["id"]]})
    request = ordered.json()
    assert (ordered.status_code, request["amount"]) == (201, "25002.44")
    (code,) = zxingcpp.read_barcodes(Image.open(BytesIO(account.customer.get(request["links"]["qr_png"]).content)))
    assert "|Sum=2500244|" in code.bytes.decode() + "|"
    billing.publish("PaymentPublished", payment(number, "25002.44", purpose=request["purpose"]))
    account.wait("balance", lambda balance: (balance["balance"], balance["arrears"]) == ("0.00", "0.00"))
    (paid,) = account.read("payments")["items"]
    assert [(part["period"], part["amount"]) for part in paid["allocations"]] == [("2026-10", "25002.44")]
    assert account.customer.get(f"{BILLING}/payment-requests/{request['id']}").json()["payment_id"] == paid["id"]

    # Nobody else sees any of it.
    stranger = settled_customer()
    for path in (paper["links"]["file"], request["links"]["pdf"], f"{BILLING}/charges/{item['id']}"):
        assert problem(stranger.get(path)) == (404, "not_found")

    # A correction after payment: money in advance.
    smaller = {"net": "10000.00", "vat": "2200.00", "gross": "12200.00"}
    corrected = sent | smaller | {"revision": 2, "lines": [sent["lines"][0] | smaller], "reason": "пересчёт"}
    billing.publish("ChargePublished", corrected)
    account.wait("balance", lambda balance: balance["balance"] == "-12802.44")
    (item,) = account.read("charges")["items"]
    assert item["recalculation"]["difference"] == "-12802.44"

    # The act of reconciliation.
    days = {"from": "2026-11-01", "to": "2026-11-30"}
    export = account.customer.post(f"{BILLING}/contracts/{number}/reconciliation", days).json()

    def ready():
        found = account.customer.get(f"{BILLING}/exports/{export['id']}").json()
        return found if found["state"] == "ready" else None

    links = eventually(ready, what="the act is ready")["links"]
    assert {link["media_type"].split("/")[1][:3] for link in links} == {"pdf", "vnd"}
    assert all(account.customer.get(link["url"]).status_code == 200 for link in links)


def test_a_poisoned_contract_stops_no_other_and_is_replayed(with_account, billing, operator):
    bad, good = with_account(), with_account()
    parking = Parking(operator, "billing")
    billing.publish("ChargePublished", charge(bad.number, gross="1.00"))
    billing.publish("ChargePublished", charge(bad.number))
    billing.publish("ChargePublished", charge(good.number))
    assert "gross_total" in parking.wait(bad.number, behind=1)["reason"]
    good.wait("balance", lambda balance: balance["charged"] == "25002.44")
    assert bad.read("balance")["charged"] == "0.00"
    parking.drop(bad.number)
    bad.wait("balance", lambda balance: balance["charged"] == "25002.44")
    parking.wait_gone(bad.number)


def test_a_debt_is_overdue_and_its_penalty_is_forecast(with_account, billing, accounts_tap):
    account = with_account()
    billing.publish("ChargePublished", charge(account.number, period="2026-09", due_on="2026-10-19"))
    balance = account.wait("balance", lambda found: found["arrears"] == "25002.44")
    assert (balance["overdue_since"], balance["next_due"]) == ("2026-10-20", None)
    assert Decimal(balance["penalty"]) > 0
    (block,) = account.customer.get(f"{BILLING}/summary").json()["items"]
    assert (block["arrears"], block["overdue_since"]) == ("25002.44", "2026-10-20")
    accounts_tap.wait("ArrearsChanged", contract_number=account.number, arrears="25002.44")

    soon, late = (account.read(f"penalty?pay_on={day}") for day in ("2027-03-01", "2027-03-31"))
    month = Decimal(late["amount"]) - Decimal(soon["amount"])
    assert month == pytest.approx(Decimal("25002.44") * Decimal(late["rate_percent"]) / 100 / 130 * 30, abs=1)

    billing.publish("PaymentPublished", payment(account.number, "25002.44"))
    paid = account.wait("balance", lambda found: found["arrears"] == "0.00")
    assert (paid["penalty"], paid["overdue_since"]) == ("0.00", None)
    accounts_tap.wait("ArrearsChanged", contract_number=account.number, arrears="0.00")


def test_charges_before_their_contract_wait_for_it(settled_customer, registry, billing, operator):
    number, body = fresh_number(), contract()
    first = charge(number)
    billing.publish("ChargePublished", first)
    billing.publish("ChargePublished", first | {"revision": 2})
    assert "unknown_contract" in Parking(operator, "billing").wait(number, behind=1)["reason"]
    refused = billing.post("charges:batch", {"items": [charge(number)]}).json()["items"][0]
    assert (refused["status"], refused["problem"]["code"]) == ("refused", "unknown_contract")
    assert registry.put(number, body).status_code == 200
    customer = settled_customer()
    customer.bind(number, body["emails"][0])
    Parking(operator, "billing").wait_gone(number)
    found = Account(customer, number).wait("charges", lambda page: len(page["items"]) == 1)
    assert found["items"][0]["revision"] == 2
