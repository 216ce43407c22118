"""The meters of a contract as the registry tells them."""

from typing import Any
from uuid import uuid4

import httpx
from chassis.testing import Issuer
from events.schemas.contracts import ContractChanged

from .conftest import Tell, bound, meter, point, registered


async def read(client: httpx.AsyncClient, issuer: Issuer, user_id: object, number: str, query: str = "") -> Any:
    answer = await client.get(f"/api/metering/v1/contracts/{number}/meters{query}", headers=issuer.user(str(user_id)))
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_meters_with_their_registers(client: httpx.AsyncClient, issuer: Issuer, tell: Tell) -> None:
    user_id, number = uuid4(), "78000000000101"
    await tell(registered(number, delivery_points=[point("781", meter("41234567"))]), bound(user_id, number))
    body = await read(client, issuer, user_id, number)
    assert body["next_cursor"] is None
    (item,) = body["items"]
    assert item.pop("id")
    assert item == {
        "serial": "41234567",
        "model": "Меркурий 230",
        "delivery_point": {"code": "781", "name": "Офис", "address": "ул. Михайлова, д. 11"},
        "multiplier": "1.50",
        "installed_on": "2023-01-01",
        "removed_on": None,
        "next_verification_on": "2033-01-01",
        "remote_read": False,
        "registers": [
            {
                "zone": zone,
                "digits": 6,
                "decimals": 2,
                "last_accepted": {"value": value, "taken_on": "2026-09-30"},
                "last_submitted": None,
            }
            for zone, value in (("DAY", "1000.00"), ("NIGHT", "500.00"))
        ],
    }


async def test_bound_before_registered_has_no_meters_yet(client: httpx.AsyncClient, issuer: Issuer, tell: Tell) -> None:
    user_id, number = uuid4(), "78000000000102"
    await tell(bound(user_id, number))
    assert (await read(client, issuer, user_id, number))["items"] == []


async def test_higher_revision_replaces_and_ids_stay(client: httpx.AsyncClient, issuer: Issuer, tell: Tell) -> None:
    user_id, number = uuid4(), "78000000000103"
    await tell(bound(user_id, number), registered(number, delivery_points=[point("781", meter("1"), meter("2"))]))
    before = await read(client, issuer, user_id, number)
    changed = registered(number, revision=2, delivery_points=[point("781", meter("2", remote_read=True), meter("3"))])
    await tell(ContractChanged(**changed.model_dump()))
    after = await read(client, issuer, user_id, number)
    assert [(one["serial"], one["remote_read"]) for one in after["items"]] == [("2", True), ("3", False)]
    assert after["items"][0]["id"] == before["items"][1]["id"]


async def test_older_or_repeated_revision_changes_nothing(
    client: httpx.AsyncClient, issuer: Issuer, tell: Tell
) -> None:
    user_id, number = uuid4(), "78000000000104"
    newest = registered(number, revision=5, delivery_points=[point("781", meter("5"))])
    await tell(bound(user_id, number), newest)
    await tell(registered(number, revision=4, delivery_points=[point("781", meter("4"))]))
    await tell(registered(number, revision=5, delivery_points=[point("781", meter("other"))]))
    assert [one["serial"] for one in (await read(client, issuer, user_id, number))["items"]] == ["5"]


async def test_pages(client: httpx.AsyncClient, issuer: Issuer, tell: Tell) -> None:
    user_id, number = uuid4(), "78000000000105"
    points = [point(code, meter("2"), meter("1")) for code in ("b", "a")]
    await tell(bound(user_id, number), registered(number, delivery_points=points))
    first = await read(client, issuer, user_id, number, "?limit=3")
    rest = await read(client, issuer, user_id, number, f"?limit=3&cursor={first['next_cursor']}")
    items = [*first["items"], *rest["items"]]
    seen = [(one["delivery_point"]["code"], one["serial"]) for one in items]
    assert seen == [("a", "1"), ("a", "2"), ("b", "1"), ("b", "2")]
    assert rest["next_cursor"] is None
