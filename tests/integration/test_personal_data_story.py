"""A person takes everything that is kept of him with him, and is forgotten (152-ФЗ), in all five services."""

import asyncio
import io
import json
import zipfile
from secrets import token_hex

import asyncpg
import pytest
from stack.browser import problem
from stack.meters import Meters, open_point
from stack.people import IDENTITY
from stack.topics import Tap
from stack.waiting import eventually

EXPORT = f"{IDENTITY}/me/data-export"
SERVICES = ("identity", "contracts", "metering", "billing", "notifier")
ROWS = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"


@pytest.fixture
def client_of(settled_customer, registry, bootstrap):
    """A customer of whom every service keeps something, and his contract; surnames are unlike any other."""

    def make():
        customer = settled_customer()
        customer.introduce(surname=(surname := f"Особенная{token_hex(4)}"))
        number, email = registry.register(delivery_points=[open_point()])
        customer.bind(number, email)
        meters = Meters(customer, number, bootstrap)
        assert meters.submit("41234567", {"DAY": "1100", "NIGHT": "550"}).status_code == 201
        body = {"amount": "10.00"}
        pay = f"/api/billing/v1/contracts/{number}/payment-requests"
        eventually(lambda: customer.post(pay, body).status_code == 201, what="a payment request")
        return customer, number, surname

    return make


def taken(customer):
    """The parts of the customer's file."""
    shown = eventually(
        lambda: (told := customer.get(EXPORT).json())["state"] == "ready" and told, what="gathered", seconds=60
    )
    assert shown["progress"] == 100
    file = customer.get(shown["links"][0]["url"])
    assert (file.status_code, file.headers["content-type"]) == (200, "application/zip")
    with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
        return {name.removesuffix(".json"): archive.read(name).decode() for name in archive.namelist()}


def test_one_call_brings_what_five_services_keep_and_nothing_of_anybody_else(client_of, bootstrap, letters, nobody):
    anna, number, surname = client_of()
    boris, others_number, others_surname = client_of()
    assert anna.post(EXPORT).status_code == boris.post(EXPORT).status_code == 202
    parts = taken(anna)
    told = {name: json.loads(parts[name]) for name in SERVICES}

    assert told["identity"]["account"][0]["email"] == anna.email
    assert told["contracts"]["bindings"][0]["asked_number"] == number
    assert told["metering"]["readings"][0]["values"] == {"DAY": "1100.00", "NIGHT": "550.00"}
    assert told["billing"]["payment_requests"][0]["contract_number"] == number
    assert {letter["kind"] for letter in told["notifier"]["letters"]} >= {"confirm_email", "contract_bound"}
    for foreign in (boris.email, others_number, others_surname):
        assert foreign not in "".join(parts.values())
    assert letters.wait(anna.email, "Готово: ваши данные собраны")
    assert anna.post(EXPORT).json()["id"] == anna.get(EXPORT).json()["id"]
    assert problem(nobody.get(f"{EXPORT}/file"))[0] == 401

    with Tap(bootstrap, "identity.exports.v1", "identity.export-parts.v1", from_the_beginning=True) as tap:
        records = [record for record in tap.all() if record.body["user_id"] == told["identity"]["account"][0]["id"]]
    assert {record.body.get("service") for record in records} == {None, *SERVICES[1:]}
    for record in records:
        for secret in (anna.email, surname, number):
            assert secret.encode() not in record.value


def test_whoever_closes_his_account_is_forgotten_by_five_services(client_of, stack, letters):
    anna, _, surname = client_of()
    anna.post(EXPORT)
    taken(anna)
    assert letters.wait(anna.email, "Готово: ваши данные собраны")
    user_id = anna.get(f"{IDENTITY}/me").json()["id"]
    assert anna.delete(f"{IDENTITY}/me").status_code == 204
    assert letters.wait(anna.email, "Личный кабинет закрыт")

    async def found() -> list[str]:
        """Where his address or his surname still stands, and where his access does."""
        places = []
        for service, url in stack["databases"].items():
            connection = await asyncpg.connect(url)
            try:
                for (table,) in await connection.fetch(ROWS):
                    query = f'SELECT count(*) FROM "{table}" t WHERE t::text LIKE ANY($1)'
                    if await connection.fetchval(query, [f"%{anna.email}%", f"%{surname}%"]):
                        places.append(f"{service}.{table}")
                if service not in {"identity", "contracts"}:
                    query = "SELECT count(*) FROM bindings WHERE user_id = $1 AND unbound_at IS NULL"
                    if await connection.fetchval(query, user_id):
                        places.append(f"{service}: access")
            finally:
                await connection.close()
        return places

    eventually(lambda: not asyncio.run(found()), what="forgotten everywhere", seconds=90)
    assert set(stack["databases"]) == set(SERVICES)
