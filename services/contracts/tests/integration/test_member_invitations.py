"""Invitations to a contract, and every abuse of them."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from contracts.api.deps import BIND_PURPOSE, JOIN_PURPOSE
from events.schemas.contracts import MemberInvited

from .conftest import API, World
from .membership import answer, invite, joined, last_link, patch, resend

Bind = Callable[..., Awaitable[str]]


async def test_only_the_invited_address_may_accept(world: World, bind: Bind) -> None:
    owner, clerk = world.person(), world.person()
    number = await bind(owner)
    await invite(owner, number, clerk.email)
    token = await last_link(world, number)
    other = await answer(world.person(), world, token)
    assert (other.status_code, other.json()["code"]) == (403, "forbidden")
    assert "другой адрес" in other.json()["detail"]
    unready = [
        await answer(None, world, token),
        await answer(world.person(email=clerk.email, email_confirmed=False), world, token),
        await answer(world.person(email=clerk.email, profile_complete=False), world, token),
    ]
    assert [one.status_code for one in unready] == [401, 403, 403]
    assert [one.json()["code"] for one in unready[1:]] == ["email_not_confirmed", "profile_incomplete"]
    system = world.issuer.system("registry:write")
    body = {"decision": "accept"}
    refused = await world.http.post(f"{API}/member-invitations/{token}", json=body, headers=system)
    assert refused.status_code == 403
    changed = world.person(email=f"new-{clerk.email}")  # the same man after he changed his address
    assert (await answer(changed, world, token)).status_code == 403
    assert (await answer(clerk, world, token)).status_code == 200


async def test_a_link_works_once_and_dies_in_seven_days(world: World, bind: Bind) -> None:
    owner = world.person()
    number = await bind(owner)
    clerk, _ = await joined(world, owner, number)
    used = await last_link(world, number)
    assert (await answer(clerk, world, used)).json()["code"] == "invitation_gone"
    late = world.person()
    await invite(owner, number, late.email)
    token = await last_link(world, number)
    world.clock.ahead = timedelta(days=7, seconds=1)
    owner.headers, late.headers = world.issuer.user(owner.id), world.issuer.user(late.id, email=late.email)
    assert (await world.http.get(f"{API}/member-invitations/{token}")).status_code == 410
    assert (await answer(late, world, token)).status_code == 410
    assert (await invite(owner, number, late.email)).status_code == 201  # the address is free again
    assert (await answer(late, world, await last_link(world, number))).status_code == 200


async def test_forged_links_and_links_for_another_purpose(world: World, bind: Bind) -> None:
    owner = world.person()
    number = await bind(owner)
    await invite(owner, number, "a@romashka.test")
    link_id = [event for event in await world.events(number) if isinstance(event, MemberInvited)][-1].link_id
    signer = world.settings.link_signer()
    good = signer.token(JOIN_PURPOSE, link_id)
    forged = [
        signer.token(BIND_PURPOSE, link_id),
        signer.token(JOIN_PURPOSE, uuid4()),
        good[:-2] + "AA",
        str(link_id),
        "x",
    ]
    for token in forged:
        assert (await world.http.get(f"{API}/member-invitations/{token}")).status_code == 410
        assert (await world.look(token)).status_code == 410
        assert (await answer(None, world, token, "decline")).status_code == 410
    assert (await world.http.get(f"{API}/member-invitations/{good}")).status_code == 200


async def test_resending_kills_the_earlier_link_and_waits_a_minute(world: World, bind: Bind) -> None:
    owner, clerk = world.person(), world.person()
    number = await bind(owner)
    member_id = (await invite(owner, number, clerk.email)).json()["id"]
    first = await last_link(world, number)
    soon = await resend(owner, number, member_id)
    assert soon.status_code == 429
    assert 0 < int(soon.headers["retry-after"]) <= 60
    world.clock.ahead = timedelta(seconds=61)
    assert (await resend(owner, number, member_id)).status_code == 202
    assert (await answer(clerk, world, first)).status_code == 410
    assert (await answer(clerk, world, await last_link(world, number))).status_code == 200
    assert (await resend(owner, number, member_id)).status_code == 404


async def test_withdrawing_and_declining(world: World, bind: Bind) -> None:
    owner, clerk = world.person(), world.person()
    number = await bind(owner)
    member_id = (await invite(owner, number, clerk.email)).json()["id"]
    withdrawn = await last_link(world, number)
    assert (await owner.delete(f"/contracts/{number}/members/{member_id}")).status_code == 204
    assert (await answer(clerk, world, withdrawn)).status_code == 410
    await invite(owner, number, clerk.email)
    declined = await last_link(world, number)
    assert (await answer(None, world, declined, "decline")).json() == {"number": number, "status": "declined"}
    assert (await answer(clerk, world, declined)).status_code == 410
    assert [one["state"] for one in (await owner.get(f"/contracts/{number}/members")).json()["items"]] == ["active"]


async def test_invitations_are_shown_to_the_owner_alone(world: World, bind: Bind) -> None:
    owner = world.person()
    number = await bind(owner)
    viewer, _ = await joined(world, owner, number, "viewer")
    await invite(owner, number, "b@romashka.test", "engineer")
    seen = [(await one.get(f"/contracts/{number}/members")).json()["items"] for one in (owner, viewer)]
    assert [[one["state"] for one in items] for items in seen] == [
        ["active", "active", "invited"],
        ["active", "active"],
    ]


async def test_oneself_duplicates_and_the_owner(world: World, bind: Bind) -> None:
    owner = world.person()
    number = await bind(owner)
    clerk, _ = await joined(world, owner, number)
    await invite(owner, number, "c@romashka.test")
    refused = [
        await invite(owner, number, owner.email.upper()),
        await invite(owner, number, clerk.email),
        await invite(owner, number, " C@romashka.test "),
        await owner.delete(f"/contracts/{number}/members/me"),
    ]
    own_id = (await owner.get(f"/contracts/{number}/members")).json()["items"][0]["id"]
    refused += [
        await patch(owner, number, own_id, "viewer"),
        await owner.delete(f"/contracts/{number}/members/{own_id}"),
    ]
    codes = ["inviting_yourself", "already_member", "already_invited", "owner_stays", "owner_stays", "owner_stays"]
    assert [(one.status_code, one.json()["code"]) for one in refused] == [(409, code) for code in codes]


@pytest.mark.parametrize(
    "body",
    [
        {"email": "a@romashka.test\r\nBcc: b@romashka.test", "role": "viewer"},
        {"email": "a@romashka.test, b@romashka.test", "role": "viewer"},
        {"email": "<a@romashka.test>", "role": "viewer"},
        {"email": "not an address", "role": "viewer"},
        {"email": "a@romashka.test", "role": "owner"},
        {"email": "a@romashka.test", "role": "operator"},
        {"email": "a@romashka.test"},
        {"email": None, "role": "viewer"},
        [],
    ],
)
async def test_what_is_no_invitation(world: World, bind: Bind, body: Any) -> None:
    owner = world.person()
    number = await bind(owner)
    refused = await owner.http.post(f"{API}/contracts/{number}/members", json=body, headers=owner.headers)
    assert refused.status_code == 422
    assert not [event for event in await world.events(number) if isinstance(event, MemberInvited)]


async def test_the_answer_does_not_tell_whether_the_address_has_an_account(world: World, bind: Bind) -> None:
    owner, known = world.person(), world.person()
    number = await bind(owner)
    await joined(world, owner, await bind(owner))
    answers = [await invite(owner, number, email) for email in (known.email, f"nobody-{known.email}")]
    assert {one.status_code for one in answers} == {201}
    assert len({frozenset(one.json()) for one in answers}) == 1


async def test_letters_to_one_address_are_limited_whoever_asks(world: World, bind: Bind) -> None:
    victim = f"victim-{uuid4().hex[:8]}@romashka.test"
    first, second = world.person(), world.person()
    limit = world.settings.invitation_letters_per_email
    numbers = [await bind(first) for _ in range(limit)]
    assert {(await invite(first, number, victim)).status_code for number in numbers} == {201}
    over = await invite(second, await bind(second), victim)
    assert over.status_code == 429
    assert int(over.headers["retry-after"]) > 0
