"""Who may see a contract: only the account it is in, and nobody once it has left."""

from typing import Any
from uuid import uuid4

import httpx
import pytest
from chassis.testing import Issuer

from .conftest import Tell, bound, unbound


def page(number: str) -> str:
    return f"/api/billing/v1/contracts/{number}/balance"


async def test_contract_of_the_caller_is_seen(client: httpx.AsyncClient, issuer: Issuer, tell: Tell) -> None:
    user_id, number = uuid4(), "78000000000001"
    await tell(bound(user_id, number))
    assert (await client.get(page(number), headers=issuer.user(user_id))).status_code == 200
    assert (await client.get(page("7800 0000 000001"), headers=issuer.user(user_id))).status_code == 200


async def test_contract_of_another_is_404_like_one_that_does_not_exist(
    client: httpx.AsyncClient, issuer: Issuer, tell: Tell
) -> None:
    await tell(bound(uuid4(), "78000000000002"))
    stranger = issuer.user()
    answers = [await client.get(page(number), headers=stranger) for number in ("78000000000002", "78999999999999", "7")]
    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(404, "not_found")] * 3


async def test_access_ends_with_unbinding_and_another_account_begins(
    client: httpx.AsyncClient, issuer: Issuer, tell: Tell
) -> None:
    first, second, number, binding_id = uuid4(), uuid4(), "78000000000003", uuid4()
    await tell(bound(first, number, binding_id))
    await tell(unbound(first, number, binding_id))
    owner = issuer.user(first)
    assert (await client.get(page(number), headers=owner)).status_code == 404
    assert (await client.get("/api/billing/v1/summary", headers=owner)).json() == {"items": []}
    await tell(bound(second, number))
    assert (await client.get(page(number), headers=issuer.user(second))).status_code == 200
    assert (await client.get(page(number), headers=owner)).status_code == 404


async def test_end_told_before_its_start_stays_an_end(client: httpx.AsyncClient, issuer: Issuer, tell: Tell) -> None:
    user_id, number, binding_id = uuid4(), "78000000000004", uuid4()
    await tell(unbound(user_id, number, binding_id))
    await tell(bound(user_id, number, binding_id))
    assert (await client.get(page(number), headers=issuer.user(user_id))).status_code == 404


async def test_old_binding_told_late_does_not_end_the_new_one(
    client: httpx.AsyncClient, issuer: Issuer, tell: Tell
) -> None:
    user_id, number, old = uuid4(), "78000000000005", uuid4()
    await tell(bound(user_id, number))
    await tell(unbound(user_id, number, old))
    await tell(bound(user_id, number, old))
    assert (await client.get(page(number), headers=issuer.user(user_id))).status_code == 200


async def test_told_twice_is_told_once(client: httpx.AsyncClient, issuer: Issuer, tell: Tell) -> None:
    user_id, number = uuid4(), "78000000000006"
    event = bound(user_id, number)
    await tell(event, event)
    assert (await client.get(page(number), headers=issuer.user(user_id))).status_code == 200


@pytest.mark.parametrize(
    ("claims", "code"),
    [
        ({"email_confirmed": False, "profile_complete": False}, "email_not_confirmed"),
        ({"profile_complete": False}, "profile_incomplete"),
        ({"kind": "system"}, "forbidden"),
    ],
)
async def test_who_is_not_ready_is_told_so_before_404(
    client: httpx.AsyncClient, issuer: Issuer, claims: dict[str, Any], code: str
) -> None:
    answer = await client.get(page("78999999999999"), headers=issuer.user(**claims))
    assert (answer.status_code, answer.json()["code"]) == (403, code)


async def test_nobody_is_401(client: httpx.AsyncClient) -> None:
    assert (await client.get(page("78000000000001"))).status_code == 401
