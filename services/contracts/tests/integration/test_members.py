"""Other users of a contract: joined, given roles, gone."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest
from contracts.api.deps import get_member_limits
from contracts.consumers import router
from events.schemas.contracts import (
    ContractUnbound,
    MemberJoined,
    MemberLeft,
    MemberRoleChanged,
)
from events.schemas.identity import EmailChanged, UserClosed
from events.testing import deliver

from .conftest import API, World
from .membership import answer, invite, joined, last_link, patch, resend

Bind = Callable[..., Awaitable[str]]


async def test_from_the_invitation_to_leaving(world: World, bind: Bind) -> None:
    owner, clerk = world.person(), world.person(name="Петрова Ольга")
    number = await bind(owner)

    invited = await invite(owner, number, clerk.email.upper(), "accountant")
    assert invited.status_code == 201
    assert invited.json() | {"id": 0, "expires_at": 0} == {
        "id": 0,
        "email": clerk.email,
        "role": "accountant",
        "state": "invited",
        "expires_at": 0,
    }
    assert not await clerk.sees(number)

    token = await last_link(world, number)
    page = await world.http.get(f"{API}/member-invitations/{token}")
    assert page.json() | {"expires_at": 0} == {
        "number": number,
        "party_name": "ООО «Ромашка»",
        "role": "accountant",
        "email": clerk.email,
        "invited_by": {"name": owner.name, "email": owner.email},
        "expires_at": 0,
    }
    assert (await answer(clerk, world, token)).json() == {"number": number, "status": "joined"}

    listed = (await clerk.get("/contracts")).json()["items"]
    assert [(item["number"], item["role"]) for item in listed] == [(number, "accountant")]
    page = (await clerk.get(f"/contracts/{number}")).json()
    assert page["role"] == "accountant"
    assert [(one["name"], one["role"], one["you"]) for one in page["members"]] == [
        (owner.name, "owner", False),
        (clerk.name, "accountant", True),
    ]
    assert (await clerk.get(f"/contracts/{number}/export.xlsx")).status_code == 200
    assert (await clerk.delete(f"/contracts/{number}/members/me")).status_code == 204
    assert not await clerk.sees(number)
    told = [type(event).__name__ for event in await world.events(number)]
    assert told[-3:] == ["MemberInvited", "MemberJoined", "MemberLeft"]
    assert (await world.events(number))[-1].reason == "left"


async def test_what_a_member_may_not(world: World, bind: Bind) -> None:
    owner = world.person()
    number = await bind(owner)
    engineer, own_id = await joined(world, owner, number, "engineer")
    _, other_id = await joined(world, owner, number, "viewer")
    refused = [
        await invite(engineer, number, "x@romashka.test"),
        await patch(engineer, number, own_id, "accountant"),
        await patch(engineer, number, other_id, "accountant"),
        await engineer.delete(f"/contracts/{number}/members/{other_id}"),
        await engineer.delete(f"/contracts/{number}/binding"),
        await resend(engineer, number, other_id),
    ]
    assert [(one.status_code, one.json()["code"]) for one in refused] == [(403, "forbidden")] * 6
    assert "владелец" in refused[0].json()["detail"]
    assert "энергетик" in refused[0].json()["detail"]
    stranger = world.person()
    unseen = [
        await stranger.get(f"/contracts/{number}/members"),
        await invite(stranger, number, "x@romashka.test"),
        await patch(stranger, number, other_id, "accountant"),
        await stranger.delete(f"/contracts/{number}/members/{other_id}"),
        await stranger.delete(f"/contracts/{number}/members/me"),
        await resend(stranger, number, other_id),
    ]
    assert [one.status_code for one in unseen] == [404] * 6


async def test_removing_and_roles_are_at_once(world: World, bind: Bind) -> None:
    owner = world.person()
    number = await bind(owner)
    clerk, member_id = await joined(world, owner, number)
    changed = await patch(owner, number, member_id, "viewer")
    assert (changed.status_code, changed.json()["role"]) == (200, "viewer")
    assert (await clerk.get(f"/contracts/{number}")).json()["role"] == "viewer"
    assert (await owner.delete(f"/contracts/{number}/members/{member_id}")).status_code == 204
    assert not await clerk.sees(number)
    assert (await owner.delete(f"/contracts/{number}/members/{member_id}")).status_code == 404
    role, left = (await world.events(number))[-2:]
    assert isinstance(role, MemberRoleChanged)
    assert (role.previous_role, role.role) == ("accountant", "viewer")
    assert isinstance(left, MemberLeft)
    assert (left.reason, left.member_user_id) == ("removed", clerk.id)


async def test_unbinding_ends_everybody_and_every_invitation(world: World, bind: Bind) -> None:
    owner = world.person()
    number = await bind(owner)
    clerk, _ = await joined(world, owner, number)
    await invite(owner, number, "later@romashka.test")
    token = await last_link(world, number)
    assert (await owner.delete(f"/contracts/{number}/binding")).status_code == 204
    assert not await clerk.sees(number)
    assert (await clerk.get("/contracts")).json()["items"] == []
    late = world.person(email="later@romashka.test")
    assert (await answer(late, world, token)).json()["code"] == "invitation_gone"
    left, unbound = (await world.events(number))[-2:]
    assert isinstance(left, MemberLeft)
    assert left.reason == "unbound"
    assert isinstance(unbound, ContractUnbound)


@pytest.mark.parametrize("who", ["owner", "member"])
async def test_a_closed_account_leaves_everything(world: World, bind: Bind, who: str) -> None:
    owner = world.person()
    number = await bind(owner)
    clerk, _ = await joined(world, owner, number)
    gone = owner if who == "owner" else clerk
    async with world.database.session() as session:
        await deliver(session, router, UserClosed(user_id=gone.id, reason="owner"))
    assert not await clerk.sees(number)
    assert await owner.sees(number) is (who == "member")
    left = next(event for event in reversed(await world.events(number)) if isinstance(event, MemberLeft))
    assert left.reason == ("unbound" if who == "owner" else "account_closed")


async def test_a_member_who_changed_his_address_is_known_by_the_new_one(world: World, bind: Bind) -> None:
    owner = world.person()
    number = await bind(owner)
    clerk, _ = await joined(world, owner, number)
    new = f"new-{clerk.email}"
    async with world.database.session() as session:
        await deliver(session, router, EmailChanged(user_id=clerk.id, old_email=clerk.email, email=new))
    assert (await invite(owner, number, new)).json()["code"] == "already_member"
    assert (await owner.get(f"/contracts/{number}/members")).json()["items"][1]["email"] == new
    # Who owns the old address now is another person.
    assert (await invite(owner, number, clerk.email)).status_code == 201


async def test_a_contract_has_so_many_members_at_most(world: World, bind: Bind) -> None:
    owner = world.person()
    number = await bind(owner)
    limits = replace(await get_member_limits(world.settings), per_contract=2)
    world.app.dependency_overrides[get_member_limits] = lambda: limits
    try:
        answers = [await invite(owner, number, f"m{index}@romashka.test") for index in range(3)]
    finally:
        del world.app.dependency_overrides[get_member_limits]
    assert [one.status_code for one in answers] == [201, 201, 409]
    assert answers[2].json()["code"] == "too_many_members"


async def test_a_contract_bound_anew_has_no_members_of_old(world: World, bind: Bind, register: Any) -> None:
    owner = world.person()
    number, email = await register()
    await owner.bind(number, email)
    await world.decide(await world.last_token(number))
    clerk, member_id = await joined(world, owner, number)
    await owner.delete(f"/contracts/{number}/binding")
    second = world.person()
    await second.bind(number, email)
    assert (await world.decide(await world.last_token(number))).status_code == 200
    assert not await clerk.sees(number)
    assert (await patch(second, number, member_id, "viewer")).status_code == 404
    assert (await second.delete(f"/contracts/{number}/members/{member_id}")).status_code == 404


async def test_nothing_secret_is_told(world: World, bind: Bind) -> None:
    owner = world.person()
    number = await bind(owner)
    await joined(world, owner, number)
    token = await last_link(world, number)
    told = "".join(event.model_dump_json() for event in await world.events(number))
    assert token not in told
    assert any(isinstance(event, MemberJoined) for event in await world.events(number))


async def test_label_search_and_order(world: World, bind: Bind) -> None:
    owner, party = world.person(), {"kind": "company", "inn": "7802532605", "kpp": "780201001", "ogrn": None}
    oak = await bind(owner, party=party | {"name": "ООО «Яблоко»"})
    apple = await bind(owner, party=party | {"name": "ООО «Берёза»"})
    path = f"{API}/contracts/{oak}/label"
    named = await world.http.put(path, json={"label": " Магазин на Садовой "}, headers=owner.headers)
    assert named.json() == {"label": "Магазин на Садовой"}

    async def numbers(**asked: Any) -> list[str]:
        return [item["number"] for item in (await owner.get("/contracts", **asked)).json()["items"]]

    assert await numbers() == [oak, apple]
    assert await numbers(sort="party") == [apple, oak]
    assert await numbers(search="садовой") == [oak]
    assert await numbers(search="берЁза") == [apple]
    assert await numbers(search=f"{apple[:4]} {apple[4:]}") == [apple]
    assert await numbers(search="100%_") == []
    assert (await owner.get("/contracts", search="\x00")).status_code == 422
    first = (await owner.get("/contracts", sort="party", limit=1)).json()
    rest = (await owner.get("/contracts", sort="party", limit=1, cursor=first["next_cursor"])).json()
    assert [one["items"][0]["number"] for one in (first, rest)] == [apple, oak]
    assert (await owner.get(f"/contracts/{oak}")).json()["label"] == "Магазин на Садовой"
    assert (await world.http.put(path, json={"label": " "}, headers=owner.headers)).json() == {"label": None}
    assert (await world.http.put(path, json={"label": "x" * 61}, headers=owner.headers)).status_code == 422
    assert (await world.http.put(path, json={"label": "x"}, headers=world.person().headers)).status_code == 404
