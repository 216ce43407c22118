"""Operators see how things stand, follow one event, look at what is parked, and everything they do is on record."""

import json
from datetime import UTC, datetime
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest
from stack.billing import Billing, charge
from stack.registry import contract, fresh_number
from stack.topics import Tap, send
from stack.waiting import eventually

SERVICES = ("identity", "contracts", "metering", "billing", "notifier")
CONSUMERS = {
    "identity": {"identity.export-parts.v1"},
    "contracts": {"identity.users.v1", "supplier.registry.v1"},
    "billing": {"supplier.billing.v1", "contracts.bindings.v1"},
    "metering": {"supplier.readings.v1", "contracts.bindings.v1"},
    "notifier": {"identity.users.v1", "billing.accounts.v1"},
}


def get(operator: Any, service: str, path: str) -> dict[str, Any]:
    answer = operator.get(f"/api/{service}/v1/ops/{path}")
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def taken(operator: Any, service: str, event_id: str) -> list[dict[str, Any]]:
    handled: list[dict[str, Any]] = get(operator, service, f"events/{event_id}")["handled"]
    return handled


@pytest.mark.parametrize("service", SERVICES)
def test_every_service_tells_how_it_stands(operator, service):
    found = get(operator, service, "overview")
    assert found["service"] == service
    assert found["ready"]["database"] == "ok"
    assert found["events"]["outbox"].keys() == {"depth", "oldest_seconds", "parked"}


@pytest.mark.parametrize("service", CONSUMERS)
def test_lag_is_told_by_topic_and_group(operator, service):
    def told() -> bool:
        lag = get(operator, service, "overview")["events"]["lag"]
        return CONSUMERS[service] <= {one["topic"] for one in lag if one["consumer"] == service and one["members"] == 1}

    eventually(told, what=f"the lag of {service}")


def test_queues_and_feed_are_told(operator, stack, http, registry):
    assert get(operator, "notifier", "overview")["facts"]["mail_queue"]["depth"] >= 0
    assert get(operator, "metering", "overview")["facts"]["imports_waiting"]["imports"] >= 0
    billing = Billing(http, stack["service_clients"]["billing"], stack["kafka_bootstrap"])
    number, _ = registry.register()

    def told() -> bool:
        item = charge(number, period="2026-09")
        return bool(billing.post("charges:batch", {"items": [item]}).json()["items"][0]["status"] == "created")

    eventually(told, what="the charge is taken")
    feed = get(operator, "billing", "overview")["facts"]["feed"]
    assert feed["newest_charge_at"][:10] == datetime.now(UTC).date().isoformat()
    assert feed["newest_period"] == "2026-09"


def test_one_event_is_followed_through_the_services(operator, tap: Tap, new_customer):
    customer = new_customer()
    customer.register()
    record = tap.wait("UserRegistered", email=customer.email)
    event_id = record.headers["ce_id"]
    for service in ("contracts", "notifier"):
        (handled,) = eventually(partial(taken, operator, service, event_id), what=f"{service} took it")
        assert handled["consumer"] == service
    there = get(operator, "billing", f"events/{event_id}")
    assert (there["handled"], there["parked"], there["waits_since"]) == ([], [], None)


def test_a_parked_record_is_looked_at_masked_and_dropped_on_record(operator, bootstrap):
    number, event_id = fresh_number(), str(uuid4())
    body = {"source_id": "P-1", "revision": 1, "contract_number": number, "paid_on": "2026-11-20", "amount": "10.00",
            "purpose": "Оплата, Иванова А. П., +79215550101", "payer_inn": "7802532605", "document_number": "1",
            "allocations": [], "colour": "red"}  # fmt: skip
    send(
        bootstrap, "supplier.billing.v1", number, json.dumps(body).encode(), ce_type="PaymentPublished", ce_id=event_id
    )

    def key() -> dict[str, Any] | None:
        items = get(operator, "billing", "parked")["items"]
        return next((item for item in items if item["key"] == number), None)

    parked = eventually(key, what="the payment is parked")
    (seen,) = get(operator, "billing", f"parked/{parked['id']}")["items"]
    assert seen["headers"]["ce_id"] == event_id
    assert (seen["body"]["amount"], seen["body"]["colour"]) == ("10.00", "red")
    assert not [said for said in ("Иванова", "7802532605", "+7921") if said in json.dumps(seen, ensure_ascii=False)]
    trace = get(operator, "billing", f"events/{event_id}")
    assert [(one["id"], one["key"]) for one in trace["parked"]] == [(parked["id"], number)]

    path = f"/api/billing/v1/ops/parked/{parked['id']}"
    assert operator.post(f"{path}:drop", {"reason": "=запись с опечаткой"}).status_code == 204
    assert operator.get(path).status_code == 404
    done = get(operator, "billing", "audit?limit=1")["items"][0]
    assert (done["action"], done["subject"], done["reason"]) == (
        "parked_key_dropped",
        parked["id"],
        "=запись с опечаткой",
    )
    assert UUID(done["operator_id"])
    assert done["address"]
    table = operator.get("/api/billing/v1/ops/audit?format=csv")
    assert table.headers["content-type"].startswith("text/csv")
    assert f"parked_key_dropped,{parked['id']},'=запись с опечаткой" in table.text


def test_the_record_can_not_be_rewritten(stack):
    import asyncio  # noqa: PLC0415

    import asyncpg  # noqa: PLC0415

    async def rewrite(statement: str) -> None:
        connection = await asyncpg.connect(stack["databases"]["billing"].replace("+asyncpg", ""))
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    for statement in (
        "DELETE FROM operator_actions",
        "UPDATE operator_actions SET reason = ''",
        "TRUNCATE operator_actions",
    ):
        with pytest.raises(asyncpg.RaiseError, match="append-only"):
            asyncio.run(rewrite(statement))


@pytest.mark.parametrize(
    "path",
    ["overview", "audit", f"events/{uuid4()}", f"parked/{uuid4()}"],
    ids=["overview", "audit", "event", "parked"],
)
def test_customers_and_strangers_see_nothing_of_it(nobody, someone, path):
    assert nobody.get(f"/api/billing/v1/ops/{path}").status_code == 401
    assert someone.get(f"/api/billing/v1/ops/{path}").status_code == 403


def test_the_event_documentation_is_served(nobody):
    page = nobody.get("/api/docs/events")
    assert page.status_code == 200
    assert "События личного кабинета" in page.text
    document = nobody.get("/api/docs/events.json").json()
    assert document["asyncapi"] == "3.1.0"
    assert "supplier.billing.v1" in document["channels"]
    assert "asyncapi: 3.1.0" in nobody.get("/api/docs/events.yaml").text


def test_the_registry_is_searched_looked_at_and_filled(operator, registry):
    path = "/api/contracts/v1/ops/registry"
    number, told = fresh_number(), contract(emails=["glavbuh@some-company.example"])
    item = {**told, "number": number}
    for dry, expected in ((True, 404), (False, 200)):
        answer = operator.post(f"{path}:import", {"items": [item, {"number": "1"}], "dry_run": dry})
        assert answer.status_code == 200, answer.text
        assert [one["status"] for one in answer.json()["items"]] == ["created", "refused"]
        assert operator.get(f"{path}/{number}").status_code == expected
    assert [one["number"] for one in operator.get(path, params={"q": number}).json()["items"]] == [number]
    by_email = operator.get(path, params={"q": "Glavbuh@some-company.example"}).json()["items"]
    assert number in [one["number"] for one in by_email]
    seen = operator.get(f"{path}/{number}").json()
    assert (seen["emails"], seen["history"]) == (["g•••@some-company.example"], [])
    actions = [one["action"] for one in get(operator, "contracts", "audit?limit=3")["items"]]
    assert actions == ["contract_looked_at", "contract_looked_at", "registry_imported"]
