"""What each role may: every route of the service, walked by each of them."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from events.schemas.contracts import MemberJoined, MemberLeft, MemberRoleChanged

from .conftest import API, CreateCustomer, Customer, Work, uploaded

MAY_SUBMIT = {"engineer"}

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


async def ids_of(customer: Customer, work: Work) -> dict[str, str]:
    """One of everything that a path names."""
    reading = await customer.submit({"DAY": "1100.00", "NIGHT": "550.00"}, accept_warnings=[])
    assert reading.status_code == 201, reading.text
    sheet = (await customer.get(f"/contracts/{customer.number}/readings/template.xlsx")).content
    job = await uploaded(customer, work, sheet)
    return {
        "number": customer.number,
        "meter_id": await customer.meter_id(),
        "reading_id": reading.json()["id"],
        "import_id": job["id"],
    }


async def call(client: Any, method: str, path: str, caller: dict[str, str]) -> Any:
    """With a body of the right shape, since shape is looked at first."""
    if method == "get":
        asked = {"from": "2026-11-01", "to": "2026-12-01"} if path.endswith("/consumption") else {}
        return await client.get(path, params=asked, headers=caller)
    if path.endswith("/imports"):
        return await client.post(path, files={"file": ("x.csv", b"x")}, headers=caller)
    body = {"taken_on": "2026-11-24", "values": {"DAY": "1101.00", "NIGHT": "551.00"}}
    return await client.post(path, json={"rows": "valid"} if ":commit" in path else body, headers=caller)


@pytest.mark.parametrize("role", ["accountant", "engineer", "viewer"])
async def test_every_route_by_role(
    client: Any, issuer: Any, create_customer: CreateCustomer, work: Work, role: str
) -> None:
    customer = await create_customer()
    ids, user_id = await ids_of(customer, work), uuid4()
    await customer.tell(joined(customer.number, user_id, role, uuid4()))
    caller, walked = issuer.user(user_id), 0
    for template, methods in (await client.get(f"{API}/openapi.json")).json()["paths"].items():
        if "/ops/" in template:
            continue
        for method in methods:
            answer = await call(client, method, template.format_map(ids), caller)
            walked += 1
            if method == "get":
                assert answer.status_code == 200, (template, answer.text)
            elif role in MAY_SUBMIT:
                assert answer.status_code not in {401, 403, 404}, (template, answer.text)
            else:
                assert (answer.status_code, answer.json()["code"]) == (403, "forbidden"), (template, answer.text)
                assert "владелец, энергетик" in answer.json()["detail"]
    assert walked >= 11


async def test_a_role_and_its_end_are_at_once(client: Any, issuer: Any, create_customer: CreateCustomer) -> None:
    customer, user_id, member_id = await create_customer(), uuid4(), uuid4()
    number, caller = customer.number, issuer.user(user_id)
    path = f"{API}/meters/{await customer.meter_id()}/readings:check"

    async def check() -> int:
        body = {"taken_on": "2026-11-24", "values": {"DAY": "1101.00", "NIGHT": "551.00"}}
        return int((await client.post(path, json=body, headers=caller)).status_code)

    await customer.tell(joined(number, user_id, "viewer", member_id))
    assert await check() == 403
    await customer.tell(promoted(number, user_id, "engineer", member_id))
    assert await check() == 200
    await customer.tell(left(number, user_id, "engineer", member_id))
    assert await check() == 404
    await customer.tell(joined(number, user_id, "engineer", member_id))  # an end stays an end
    assert await check() == 404
