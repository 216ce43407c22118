"""Members of contracts: which letters they get by role, and what is told when they come and go."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from events.schemas import contracts, identity

from .test_news import NUMBER, bound, charge, due_soon, payment, reading, window

NOW = datetime.now(UTC)
OLGA, MEMBERSHIP = UUID(int=3), UUID(int=13)
BASE = {
    "contract_number": NUMBER,
    "binding_id": UUID(int=11),
    "user_id": UUID(int=1),
    "member_id": MEMBERSHIP,
    "party_name": "ООО «Ромашка»",
}
MEMBER = BASE | {"member_user_id": OLGA, "email": "olga@test.ru"}


def invited():
    asked = {"asked_by_name": "Иванова Анна", "asked_by_email": "anna@test.ru"}
    ends = NOW + timedelta(days=7)
    return contracts.MemberInvited(
        **BASE, **asked, email="olga@test.ru", role="accountant", link_id=uuid4(), expires_at=ends
    )


def joined(role="accountant", **fields):
    names = {"member_name": "Петрова Ольга", "owner_email": "anna@test.ru"}
    return contracts.MemberJoined(**MEMBER | names | {"role": role, "joined_at": NOW} | fields)


def role_changed(role, previous_role="viewer"):
    return contracts.MemberRoleChanged(**MEMBER, role=role, previous_role=previous_role, changed_at=NOW)


def left(reason, role="accountant"):
    names = {"member_name": "Петрова Ольга", "owner_email": "anna@test.ru"}
    return contracts.MemberLeft(**MEMBER, **names, role=role, reason=reason, left_at=NOW)


async def test_the_invitation_goes_to_the_invited_address(happen):
    assert await happen(invited()) == [("member_invitation", "olga@test.ru")]


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("left", ("member_left", "anna@test.ru")),
        ("account_closed", ("member_left", "anna@test.ru")),
        ("removed", ("member_removed", "olga@test.ru")),
        ("unbound", ("member_removed", "olga@test.ru")),
    ],
)
async def test_coming_and_going(happen, reason, told):
    told_all = await happen(bound(), joined(), role_changed("engineer"), left(reason))
    assert sorted(told_all) == sorted(
        [("member_joined", "anna@test.ru"), ("member_role_changed", "olga@test.ru"), told]
    )


@pytest.mark.parametrize(("role", "readings", "money"), [("accountant", 0, 3), ("engineer", 2, 0), ("viewer", 0, 0)])
async def test_news_go_by_role(happen, role, readings, money):
    told_all = await happen(bound(), joined(role), reading(), window(), charge(), payment(), due_soon())
    hers = [kind for kind, email in told_all if email == "olga@test.ru"]
    assert (len([kind for kind in hers if kind in {"reading_accepted", "window_opened"}]), len(hers)) == (
        readings,
        readings + money,
    )
    assert len([kind for kind, email in told_all if email == "anna@test.ru"]) == 6  # five news, and member_joined


async def test_a_new_role_is_told_other_news(happen):
    told_all = await happen(bound(), joined("viewer"), role_changed("engineer"), reading(), charge())
    hers = [kind for kind, email in told_all if email == "olga@test.ru"]
    assert hers == ["member_role_changed", "reading_accepted"]


async def test_who_left_is_told_no_more(happen):
    told_all = await happen(bound(), joined(), left("left"), charge())
    assert [email for kind, email in told_all if kind == "new_bill"] == ["anna@test.ru"]


async def test_a_closed_account_is_told_nothing(happen):
    told_all = await happen(bound(), joined(), identity.UserClosed(user_id=OLGA, reason="owner"), charge())
    assert [email for kind, email in told_all if kind == "new_bill"] == ["anna@test.ru"]


async def test_history_is_told_to_nobody(happen):
    told_all = await happen(bound(), joined(occurred_at=NOW - timedelta(days=40)))
    assert told_all == []
