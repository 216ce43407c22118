"""What a customer may see and choose."""

from uuid import uuid4

import pytest
from chassis.testing import Issuer
from httpx import ASGITransport, AsyncClient
from notifier.domain.letters import ALREADY_REGISTERED, BINDING_REQUEST, CONTRACT_BOUND, LETTERS, PASSWORD_RESET
from notifier.main import build

BASE = "/api/notifier/v1"
NUMBER = "47140000141354"


@pytest.fixture
async def api(live_settings):
    """A client and the issuer of its tokens."""
    app, issuer = build(live_settings), Issuer()
    issuer.trust(app)
    async with (
        app.router.lifespan_context(app),
        AsyncClient(transport=ASGITransport(app), base_url="http://x") as client,
    ):
        yield client, issuer


async def test_lists_own_letters_newest_first_page_by_page(api, queue):
    client, issuer = api
    user_id = uuid4()
    ids = [
        str(await queue("anna@test.ru", user_id=user_id, letter=CONTRACT_BOUND, link=None, contract_number=NUMBER))
        for _ in range(5)
    ]
    await queue("anna@test.ru")  # of another user
    headers = issuer.user(user_id, email="Anna@test.ru")

    first = (await client.get(f"{BASE}/deliveries?limit=3", headers=headers)).json()
    rest = (await client.get(f"{BASE}/deliveries?limit=3&cursor={first['next_cursor']}", headers=headers)).json()

    assert [item["id"] for item in first["items"] + rest["items"]] == ids[::-1]
    assert rest["next_cursor"] is None
    item = first["items"][0]
    assert item.pop("created_at").endswith("Z")
    assert item == {
        "id": ids[-1],
        "kind": "contract_bound",
        "subject": f"Договор {NUMBER} добавлен в личный кабинет",
        "email": "anna@test.ru",
        "contract_number": NUMBER,
        "state": "queued",
        "finished_at": None,
    }


async def test_letters_to_others_that_he_caused_stay_unseen(api, queue):
    """Else the list would say whether an address has an account, or stands in a contract."""
    client, issuer = api
    user_id = uuid4()
    await queue("info@romashka.ru", user_id=user_id, letter=BINDING_REQUEST, contract_number=NUMBER)
    await queue("known@test.ru", user_id=user_id, letter=ALREADY_REGISTERED, link=None)
    await queue("anna@test.ru", user_id=user_id, letter=PASSWORD_RESET)

    answer = await client.get(f"{BASE}/deliveries", headers=issuer.user(user_id, email="anna@test.ru"))

    assert [item["kind"] for item in answer.json()["items"]] == ["password_reset"]


@pytest.mark.parametrize("path", ["deliveries", "preferences"])
async def test_who_may_look(api, path):
    client, issuer = api
    cases = [
        ({}, 401, "unauthenticated"),
        (issuer.user(email_confirmed=False), 403, "email_not_confirmed"),
        (issuer.user(profile_complete=False), 403, "profile_incomplete"),
        (issuer.system("registry:write"), 403, "forbidden"),
    ]
    for headers, status, code in cases:
        answer = await client.get(f"{BASE}/{path}", headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (status, code)


@pytest.mark.parametrize("query", ["limit=0", "limit=1000", "limit=x", "cursor=garbage", "cursor=WyJ4Il0"])
async def test_bad_page_is_422(api, query):
    client, issuer = api

    answer = await client.get(f"{BASE}/deliveries?{query}", headers=issuer.user())

    assert answer.status_code == 422


async def test_everything_is_wanted_until_told_otherwise(api):
    client, issuer = api

    items = (await client.get(f"{BASE}/preferences", headers=issuer.user())).json()["items"]

    assert all(item["enabled"] for item in items)
    optional = {item["kind"] for item in items if not item["locked"]}
    assert optional == {letter.kind for letter in LETTERS.values() if letter.to_holder} | {
        "contract_bound",
        "contract_unbound",
        "binding_rejected",
        "member_joined",
        "member_left",
        "member_role_changed",
        "member_removed",
    }
    assert {item["kind"] for item in items if item["locked"]} >= {"password_changed", "suspicious_sign_in"}


async def test_choices_are_kept_and_replaced(api):
    client, issuer = api
    headers = issuer.user(uuid4())
    choices = [
        {"kind": "contract_bound", "enabled": False},
        {"kind": "contract_bound", "contract_number": "4714 0000 1413 54", "enabled": True},
    ]

    answer = await client.put(f"{BASE}/preferences", json={"items": choices}, headers=headers)

    assert answer.status_code == 200
    found = [item for item in answer.json()["items"] if item["kind"] == "contract_bound"]
    assert [(item["contract_number"], item["enabled"]) for item in found] == [(None, False), (NUMBER, True)]
    assert (await client.get(f"{BASE}/preferences", headers=headers)).json() == answer.json()
    again = await client.put(f"{BASE}/preferences", json=answer.json(), headers=headers)
    assert again.json() == answer.json(), "what was read can be written back"
    await client.put(f"{BASE}/preferences", json={"items": []}, headers=headers)
    items = (await client.get(f"{BASE}/preferences", headers=headers)).json()["items"]
    assert all(item["enabled"] for item in items)


async def test_security_letters_can_not_be_switched_off(api):
    client, issuer = api
    headers = issuer.user(uuid4())
    choices = [{"kind": "contract_bound", "enabled": False}, {"kind": "password_changed", "enabled": False}]

    answer = await client.put(f"{BASE}/preferences", json={"items": choices}, headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (409, "security_letter")
    items = (await client.get(f"{BASE}/preferences", headers=headers)).json()["items"]
    assert all(item["enabled"] for item in items), "nothing of it was kept"


@pytest.mark.parametrize(
    "choice",
    [
        {"kind": "spam", "enabled": False},
        {"kind": "binding_request", "enabled": False},
        {"kind": "contract_bound", "contract_number": "123", "enabled": False},
        {"kind": "contract_bound", "contract_number": "٤٧١٤٠٠٠٠١٤١٣٥٤", "enabled": False},
        {"kind": "contract_bound"},
        {"kind": "contract_bound", "enabled": "maybe"},
    ],
)
async def test_bad_choice_is_422(api, choice):
    client, issuer = api

    answer = await client.put(f"{BASE}/preferences", json={"items": [choice]}, headers=issuer.user())

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"].startswith("/items/0")
