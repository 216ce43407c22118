"""A company shares its contract: the owner invites an accountant, gives her another role, and removes her.

Access follows at once in every service.
"""

from time import monotonic

import pytest
from stack.browser import problem
from stack.people import CONTRACTS, Customer
from stack.waiting import eventually

METERING = "/api/metering/v1"
BILLING = "/api/billing/v1"


def pages(number: str) -> list[str]:
    return [
        f"{CONTRACTS}/contracts/{number}",
        f"{METERING}/contracts/{number}/meters",
        f"{BILLING}/contracts/{number}/balance",
    ]


def statuses(who: Customer, number: str) -> list[int]:
    return [who.get(path).status_code for path in pages(number)]


def within_a_second(who: Customer, number: str, wanted: list[int]) -> None:
    began = monotonic()
    eventually(lambda: statuses(who, number) == wanted, what=f"answers {wanted}", seconds=5)
    assert monotonic() - began < 1


def invite(owner: Customer, number: str, email: str, role: str) -> str:
    answer = owner.post(f"{CONTRACTS}/contracts/{number}/members", {"email": email, "role": role})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def join(who: Customer, number: str, **which: str) -> None:
    token = who.mailbox.wait_for_link(who.email, f"Приглашение к договору {number}", "/join", **which)
    page = who.get(f"{CONTRACTS}/member-invitations/{token}")
    assert (page.status_code, page.json()["email"]) == (200, who.email)
    answer = who.post(f"{CONTRACTS}/member-invitations/{token}", {"decision": "accept"})
    assert answer.json() == {"number": number, "status": "joined"}


@pytest.mark.parametrize("end", ["removed", "unbound"])
def test_a_member_comes_and_goes_at_once(new_customer, registry, end):
    owner, olga = new_customer().settle(), new_customer()
    number, company = registry.register()
    owner.bind(number, company)

    # She has no account yet: the letter comes first, then she registers with the invited address.
    member_id = invite(owner, number, olga.email, "accountant")
    olga.settle()
    assert statuses(olga, number) == [404, 404, 404]
    join(olga, number)
    within_a_second(olga, number, [200, 200, 200])
    assert olga.contracts() == [number]
    refused = olga.post(f"{CONTRACTS}/contracts/{number}/members", {"email": "x@y.example", "role": "viewer"})
    assert problem(refused) == (403, "forbidden")

    changed = owner.call("PATCH", f"{CONTRACTS}/contracts/{number}/members/{member_id}", json={"role": "engineer"})
    assert (changed.status_code, changed.json()["role"]) == (200, "engineer")
    within_a_second(olga, number, [200, 200, 403])

    paths = {
        "removed": (owner, f"/members/{member_id}"),
        "unbound": (owner, "/binding"),
    }
    who, path = paths[end]
    assert who.delete(f"{CONTRACTS}/contracts/{number}{path}").status_code == 204
    within_a_second(olga, number, [404, 404, 404])
    assert olga.contracts() == []
