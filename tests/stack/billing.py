"""The supplier's billing, by its HTTP door and by its Kafka door, and what a customer sees of it."""

import json
from collections.abc import Callable, Iterable
from secrets import token_hex
from typing import Any

import httpx

from stack.people import Customer
from stack.registry import Machine
from stack.topics import send, send_all
from stack.waiting import eventually

BILLING = "/api/billing/v1"
TOPIC = "supplier.billing.v1"


def charge(number: str, **fields: Any) -> dict[str, Any]:
    """A charge of one line; its sums are those of the public contract's sample."""
    sums = {"net": "20493.80", "vat": "4508.64", "gross": "25002.44"}
    line = {
        "zone": "DAY",
        "meter_serial": "41234567",
        "previous": "1000.00",
        "current": "1100.00",
        "multiplier": "40",
        "volume_kwh": "4000.00",
        "price": "5.12345",
        "vat_rate": "22",
    }
    usual = {"source_id": f"CH-{token_hex(6)}", "revision": 1, "contract_number": number, "period": "2026-10"}
    dates = {"posted_on": "2026-11-05", "due_on": "2026-11-18"}
    return usual | dates | sums | {"lines": [line | sums]} | fields


def payment(number: str, amount: str, **fields: Any) -> dict[str, Any]:
    """A payment without stated months."""
    usual = {"source_id": f"PM-{token_hex(6)}", "revision": 1, "contract_number": number, "paid_on": "2026-11-10"}
    return usual | {"amount": amount, "purpose": "Оплата", "payer_inn": "7802532605", "document_number": "17"} | fields


class Billing(Machine):
    """The system that tells us of charges, payments and documents."""

    def __init__(self, http: httpx.Client, client: dict[str, str], bootstrap: str) -> None:
        super().__init__(http, client, "billing:write")
        self._bootstrap = bootstrap

    def post(self, path: str, body: Any) -> httpx.Response:
        """A batch or a document over HTTP."""
        return self.call("POST", f"{BILLING}/integration/{path}", json=body)

    def publish(self, kind: str, item: dict[str, Any]) -> None:
        """An item over Kafka."""
        send(self._bootstrap, TOPIC, item["contract_number"], json.dumps(item).encode(), ce_type=kind)

    def publish_all(self, kind: str, items: Iterable[dict[str, Any]]) -> None:
        """Many items over Kafka."""
        records = ((item["contract_number"], json.dumps(item).encode()) for item in items)
        send_all(self._bootstrap, TOPIC, records, ce_type=kind)


class Account:
    """What a customer sees of his contract."""

    def __init__(self, customer: Customer, number: str) -> None:
        self.customer, self.number = customer, number

    def read(self, what: str) -> Any:
        """A list or a figure of the contract."""
        answer = self.customer.get(f"{BILLING}/contracts/{self.number}/{what}")
        assert answer.status_code == 200, answer.text
        return answer.json()

    def wait(self, what: str, fact: Callable[[Any], bool]) -> Any:
        """What is read as soon as the fact holds."""

        def seen() -> Any:
            answer = self.customer.get(f"{BILLING}/contracts/{self.number}/{what}")
            return answer.json() if answer.status_code == 200 and fact(answer.json()) else None

        return eventually(seen, what=f"{what} of {self.number}")
