"""What each role may: every route of the service, walked by each of them."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from events.schemas.contracts import MemberJoined, MemberLeft, MemberRoleChanged

from .conftest import API
from .test_isolation import DAYS, ELSEWHERE, filled, owned_paths

ORDERS = ("payment-requests", "reconciliation", "statement")
MAY_READ, MAY_ORDER = {"accountant", "viewer"}, {"accountant"}

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


def membership(number: str, user_id: UUID, role: str, member_id: UUID) -> dict[str, Any]:
    return {
        "contract_number": number,
        "binding_id": uuid4(),
        "user_id": uuid4(),
        "member_id": member_id,
        "member_user_id": user_id,
        "email": "clerk@test.ru",
        "role": role,
        "party_name": "ООО «Ромашка»",
    }


def joined(number: str, user_id: UUID, role: str, member_id: UUID) -> MemberJoined:
    rest = {"member_name": "Петрова Ольга", "owner_email": "anna@test.ru", "joined_at": NOW}
    return MemberJoined(**membership(number, user_id, role, member_id), **rest)


def promoted(number: str, user_id: UUID, role: str, member_id: UUID) -> MemberRoleChanged:
    return MemberRoleChanged(**membership(number, user_id, role, member_id), previous_role="viewer", changed_at=NOW)


def left(number: str, user_id: UUID, role: str, member_id: UUID) -> MemberLeft:
    rest = {"member_name": "Петрова Ольга", "owner_email": "anna@test.ru", "reason": "removed", "left_at": NOW}
    return MemberLeft(**membership(number, user_id, role, member_id), **rest)


async def walk(world: Any, app: Any, client: Any, role: str) -> list[tuple[str, bool, Any]]:
    """Every route about a contract, as a member with this role: its path, whether it orders something, the answer."""
    _, number, ids = await owned_paths(world, app)
    user_id = uuid4()
    await world.tell(joined(number, user_id, role, uuid4()))
    caller, walked = world.issuer.user(user_id), []
    for template, methods in (await client.get(f"{API}/openapi.json")).json()["paths"].items():
        if ELSEWHERE.search(template):
            continue
        for method in methods:
            last = template.rpartition("/")[2]
            bodies = {"payment-requests": {"amount": "1.00"}, "documents:zip": {"documents": [ids["documents"]]}}
            sent = {"json": bodies.get(last, DAYS)} if method == "post" else {}
            answer = await client.request(method, filled(template, number, ids), headers=caller, **sent)
            walked.append((template, method == "post" and last in ORDERS, answer))
    return walked


@pytest.mark.parametrize("role", ["accountant", "engineer", "viewer"])
async def test_every_route_by_role(world: Any, app: Any, client: Any, role: str) -> None:
    walked = await walk(world, app, client, role)
    assert sum(ordering for _, ordering, _ in walked) == len(ORDERS)
    assert len(walked) >= 20
    for path, ordering, answer in walked:
        if role in (MAY_ORDER if ordering else MAY_READ):
            assert answer.status_code < 300, (path, answer.text)
        else:
            assert (answer.status_code, answer.json()["code"]) == (403, "forbidden"), (path, answer.text)
            assert "бухгалтер" in answer.json()["detail"]
            assert "accountant" in answer.json()["allowed_roles"]


async def test_the_summary_has_the_contracts_whose_money_one_may_know(world: Any) -> None:
    number, _ = await world.contract()
    seen = {}
    for role in ("accountant", "engineer", "viewer"):
        user_id = uuid4()
        await world.tell(joined(number, user_id, role, uuid4()))
        seen[role] = [item["number"] for item in (await world.get(user_id, "/summary"))["items"]]
    assert seen == {"accountant": [number], "engineer": [], "viewer": [number]}


async def test_a_role_and_its_end_are_at_once(world: Any) -> None:
    number, _ = await world.contract()
    user_id, member_id = uuid4(), uuid4()
    caller, path = world.issuer.user(user_id), f"{API}/contracts/{number}/payment-requests"

    async def order() -> int:
        return int((await world.http.post(path, json={"amount": "1.00"}, headers=caller)).status_code)

    await world.tell(joined(number, user_id, "viewer", member_id))
    assert await order() == 403
    await world.tell(promoted(number, user_id, "accountant", member_id))
    assert await order() == 201
    await world.tell(joined(number, user_id, "viewer", member_id))  # told again, late: the newer role stays
    assert await order() == 201
    await world.tell(left(number, user_id, "accountant", member_id))
    assert await order() == 404
    await world.tell(joined(number, user_id, "accountant", member_id))  # an end stays an end
    assert await order() == 404
