"""What is done to the members of a contract."""

import httpx
from contracts.api.deps import JOIN_PURPOSE
from events.schemas.contracts import MemberInvited

from .conftest import API, Person, World


async def invite(owner: Person, number: str, email: str, role: str = "accountant") -> httpx.Response:
    path, body = f"{API}/contracts/{number}/members", {"email": email, "role": role}
    return await owner.http.post(path, json=body, headers=owner.headers)


async def last_link(world: World, number: str) -> str:
    invited = [event for event in await world.events(number) if isinstance(event, MemberInvited)]
    return world.settings.link_signer().token(JOIN_PURPOSE, invited[-1].link_id)


async def answer(who: Person | None, world: World, token: str, decision: str = "accept") -> httpx.Response:
    path, headers = f"{API}/member-invitations/{token}", who.headers if who else {}
    return await world.http.post(path, json={"decision": decision}, headers=headers)


async def joined(world: World, owner: Person, number: str, role: str = "accountant") -> tuple[Person, str]:
    """Somebody who accepted, and his id as a member."""
    person = world.person()
    invited = await invite(owner, number, person.email, role)
    assert invited.status_code == 201, invited.text
    accepted = await answer(person, world, await last_link(world, number))
    assert accepted.status_code == 200, accepted.text
    return person, invited.json()["id"]


async def patch(who: Person, number: str, member_id: str, role: str) -> httpx.Response:
    path = f"{API}/contracts/{number}/members/{member_id}"
    return await who.http.patch(path, json={"role": role}, headers=who.headers)


async def resend(who: Person, number: str, member_id: str) -> httpx.Response:
    return await who.http.post(f"{API}/contracts/{number}/members/{member_id}:resend", headers=who.headers)
