"""«Главная» and the balance, before anything has been charged."""

from typing import Any
from uuid import uuid4

import httpx
from chassis.testing import Issuer
from events.schemas.contracts import ContractChanged
from fastapi import FastAPI
from sqlalchemy import event

from .conftest import Tell, bound, registered

PARTY = {"kind": "company", "name": "АО «Новое имя»", "inn": "7802532605", "kpp": "780201001", "ogrn": None}


async def names(client: httpx.AsyncClient, caller: dict[str, str]) -> dict[str, str]:
    answer = await client.get("/api/billing/v1/summary", headers=caller)
    return {item["number"]: item["party_name"] for item in answer.json()["items"]}


async def test_summary_has_a_block_per_contract(client: httpx.AsyncClient, issuer: Issuer, tell: Tell) -> None:
    user_id = uuid4()
    for number in ("78000000000202", "78000000000201"):
        await tell(registered(number), bound(user_id, number))
    answer = await client.get("/api/billing/v1/summary", headers=issuer.user(user_id))
    assert answer.json() == {
        "items": [
            {
                "number": number,
                "party_name": "ООО «Ромашка»",
                "balance": "0.00",
                "arrears": "0.00",
                "overdue_since": None,
                "next_due": None,
                "last_charge": None,
                "window": None,
            }
            for number in ("78000000000201", "78000000000202")
        ]
    }


async def test_balance_of_an_untouched_contract(client: httpx.AsyncClient, issuer: Issuer, tell: Tell) -> None:
    user_id, number = uuid4(), "78000000000203"
    await tell(bound(user_id, number))
    answer = await client.get(f"/api/billing/v1/contracts/{number}/balance", headers=issuer.user(user_id))
    assert answer.json() == {
        "balance": "0.00",
        "charged": "0.00",
        "paid": "0.00",
        "arrears": "0.00",
        "overdue_since": None,
        "penalty": "0.00",
        "unallocated": "0.00",
        "aging": [{"bucket": bucket, "amount": "0.00"} for bucket in ("not_due", "1-30", "31-60", "61-90", "90+")],
        "next_due": None,
        "prepayments": [],
    }


async def test_name_follows_the_highest_revision(client: httpx.AsyncClient, issuer: Issuer, tell: Tell) -> None:
    user_id, number = uuid4(), "78000000000204"
    caller = issuer.user(user_id)
    await tell(bound(user_id, number))
    assert await names(client, caller) == {number: ""}
    await tell(ContractChanged(**registered(number, revision=3, party=PARTY).model_dump()))
    await tell(registered(number, revision=2))
    assert await names(client, caller) == {number: "АО «Новое имя»"}


async def test_home_costs_one_statement(app: FastAPI, client: httpx.AsyncClient, issuer: Issuer, tell: Tell) -> None:
    user_id = uuid4()
    asked: list[str] = []
    await tell(registered("78000000000206"), bound(user_id, "78000000000206"))

    def watch(dbapi_connection: Any, *_: object) -> None:
        dbapi_connection.driver_connection.add_query_logger(lambda query: asked.append(query.query))

    event.listen(app.state.database.engine.sync_engine, "checkout", watch, once=True)
    answer = await client.get("/api/billing/v1/summary", headers=issuer.user(user_id))
    assert [item["number"] for item in answer.json()["items"]] == ["78000000000206"]
    (statement,) = asked
    assert statement.startswith("\nSELECT json_build_object")
