"""A customer's own system is told of a charge, signed as the documentation says; after unbinding of nothing more."""

import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from stack.billing import Account, Billing, charge, payment
from stack.browser import problem
from stack.people import CONTRACTS, IDENTITY
from stack.waiting import eventually

HOOKS = "/api/notifier/v1/webhooks"
GUIDE = (Path(__file__).parents[2] / "docs" / "webhooks.md").read_text(encoding="utf-8")


class System(ThreadingHTTPServer):
    """The customer's: keeps what it got, as (headers, body), and answers with `status`."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.status = 200


class _Handler(BaseHTTPRequestHandler):
    server: System

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, *_told: Any) -> None:
        pass


@pytest.fixture
def system() -> Iterator[System]:
    with System() as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield running
        running.shutdown()


@pytest.fixture(scope="module")
def verify() -> Any:
    """The example of docs/webhooks.md."""
    (example,) = re.findall(r"^```python\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)
    names: dict[str, Any] = {}
    exec(example, names)
    return names["verify"]


def test_from_a_charge_to_silence(stack, http, bootstrap, settled_customer, registry, system, verify, nobody):
    billing = Billing(http, stack["service_clients"]["billing"], bootstrap)
    customer, stranger = settled_customer(), settled_customer()
    number, email = registry.register()
    customer.bind(number, email)
    account = Account(customer, number)
    account.wait("balance", lambda balance: balance["balance"] == "0.00")
    wish = {"name": "1С", "url": f"http://127.0.0.1:{system.server_address[1]}/in", "contract_numbers": [number]}
    wish |= {"events": ["charge.posted", "payment.posted"]}

    def known() -> Any:
        made = customer.post(HOOKS, wish)
        return made.json() if made.status_code == 201 else None

    hook = eventually(known, what="the notifier knows the contract")  # by an event of its own
    path = f"{HOOKS}/{hook['id']}"

    def log(state: str = "delivered") -> Any:
        return customer.get(f"{path}/deliveries", params={"state": state}).json()["items"]

    # The charge arrives, signed as the page says.
    billing.publish("ChargePublished", charge(number))
    (sent,) = eventually(log, what="the charge is told")
    (headers, body) = system.got[0]
    message = verify(hook["secret"], headers, body)
    assert (message["type"], message["contract_number"]) == ("charge.posted", number)
    assert message["data"]["gross"] == "25002.44"
    assert headers["webhook-id"] == sent["id"]
    with pytest.raises(ValueError, match="signature"):
        verify(hook["secret"], headers, body.replace(b"25002.44", b"1.00"))

    # Replayed: the same message under the same id.
    assert customer.post(f"{path}/deliveries/{sent['id']}:replay").status_code == 202
    eventually(lambda: len(system.got) == 2, what="the replay")
    assert (system.got[1][0]["webhook-id"], system.got[1][1]) == (sent["id"], body)

    # Nobody else's business.
    for call in (stranger.get(path), stranger.get(f"{path}/deliveries"), stranger.post(f"{path}:rotate-secret")):
        assert problem(call) == (404, "not_found")
    assert nobody.get(path).status_code == 401
    inside = customer.post(HOOKS, wish | {"url": "https://169.254.169.254/latest/"})
    assert problem(inside) == (422, "validation_failed")
    assert problem(stranger.post(HOOKS, wish)) == (422, "validation_failed")
    assert hook["secret"] not in customer.get(HOOKS).text

    # What is still on its way when the contract leaves never goes.
    customer.post(f"{path}:pause")
    billing.publish("PaymentPublished", payment(number, "100.00"))
    eventually(lambda: log("pending"), what="the payment waits")
    assert customer.delete(f"{CONTRACTS}/contracts/{number}/binding").status_code == 204
    eventually(lambda: log("pending") == [], what="the contract is gone from the log")
    customer.post(f"{path}:resume")
    assert customer.post(f"{path}:test").status_code == 202
    eventually(lambda: len(system.got) == 3, what="the test")
    assert b'"webhook.test"' in system.got[2][1]  # it came after the payment would have
    assert problem(customer.post(f"{path}/deliveries/{sent['id']}:replay")) == (404, "not_found")
    assert customer.delete(path).status_code == 204


def test_a_token_manages_webhooks_within_its_rights(http, settled_customer):
    customer = settled_customer()
    rights = ["webhooks:read", "webhooks:write", "readings:read"]
    token = customer.post(f"{IDENTITY}/me/tokens", {"name": "1С", "scopes": rights}).json()["token"]
    bearer = {"Authorization": f"Bearer {token}"}
    wish = {"name": "1С", "url": "https://erp.example.ru/in", "events": ["reading.accepted"]}
    assert http.post(HOOKS, json=wish, headers=bearer).status_code == 201
    refused = http.post(HOOKS, json=wish | {"events": ["charge.posted"]}, headers=bearer)
    assert (refused.status_code, refused.json()["scope"]) == (403, "billing:read")
    assert len(customer.get(HOOKS).json()["items"]) == 1
