"""A calendar by a secret address: what stands in it by role, and that the address can be ended."""

from datetime import timedelta

import httpx
import pytest
from chassis.testing import Issuer
from events.schemas import contracts, identity
from notifier.main import build

from .test_members import OLGA, joined, left, role_changed
from .test_news import ANNA, NUMBER, TODAY, bound, charge, unbound, window

API = "/api/notifier/v1"


@pytest.fixture
async def call(live_settings):
    """Requests of a user, or of a calendar program, which is nobody."""
    app, issuer = build(live_settings), Issuer()
    issuer.trust(app)
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://notifier") as http:

        async def call(method, path, user_id=None):
            headers = issuer.user(user_id) if user_id else {}
            return await http.request(method, path if path.startswith("/api") else f"{API}{path}", headers=headers)

        yield call
    await app.state.database.dispose()


def registered(day=TODAY + timedelta(days=100)):
    meter = {"serial": "41234567", "model": None, "multiplier": "40", "digits": 6, "decimals": 2, "zones": ["DAY"]}
    meter |= {"remote_read": False, "installed_on": None, "next_verification_on": day, "initial": None}
    point = {"code": "7810", "name": None, "address": None, "window": None}
    party = {"kind": "company", "name": "ООО «Ромашка»", "inn": "7802532605", "kpp": None, "ogrn": None}
    unknown = dict.fromkeys(("signed_on", "valid_until", "address", "price_category", "voltage_level", "max_power_kw"))
    return contracts.ContractRegistered(
        contract_number=NUMBER,
        revision=1,
        party=party,
        delivery_points=[point | {"meters": [meter | {"removed_on": None, "final": None}]}],
        **unknown,
    )


async def address(call, user_id):
    made = await call("POST", "/calendar", user_id)
    assert made.status_code == 201
    return made.json()["url"].partition("//")[2].partition("/")[2].join(["/", ""])


async def kinds(call, path):
    answer = await call("GET", path)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    text = answer.text.replace("\r\n ", "")
    words = {"window": "Передать показания", "due": "Срок оплаты", "verification": "Поверка"}
    return [kind for kind, word in words.items() if f"SUMMARY:{word}" in text]


async def test_the_owner_sees_windows_due_dates_and_verifications(happen, call):
    await happen(registered(), bound(), window(), charge())
    path = await address(call, ANNA)
    assert await kinds(call, path) == ["window", "due", "verification"]
    text = (await call("GET", path)).text
    assert text.startswith("BEGIN:VCALENDAR\r\n")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert f"DTSTART;VALUE=DATE:{TODAY + timedelta(days=10):%Y%m%d}" in text


async def test_members_see_what_their_roles_are_told(happen, call):
    await happen(registered(), bound(), joined("accountant"), window(), charge())
    path = await address(call, OLGA)
    assert await kinds(call, path) == ["due"]
    await happen(role_changed("engineer"))
    assert await kinds(call, path) == ["window", "verification"]
    await happen(left("removed"))
    assert await kinds(call, path) == []


async def test_an_unbound_contract_stands_in_no_calendar(happen, call):
    await happen(bound(), charge())
    path = await address(call, ANNA)
    await happen(unbound())
    assert await kinds(call, path) == []


async def test_a_corrected_charge_moves_its_date(happen, call):
    first = charge()
    moved = charge(charge_id=first.charge_id, revision=2, due_on=TODAY + timedelta(days=20))
    await happen(bound(), first, moved)
    text = (await call("GET", await address(call, ANNA))).text
    assert text.count("BEGIN:VEVENT") == 1
    assert f"DTSTART;VALUE=DATE:{moved.due_on:%Y%m%d}" in text


async def test_the_address_can_be_renewed_and_ended(happen, call):
    await happen(bound())
    assert (await call("GET", "/calendar", ANNA)).json() == {"active": False, "created_at": None}
    first = await address(call, ANNA)
    second = await address(call, ANNA)
    assert (await call("GET", "/calendar", ANNA)).json()["active"] is True
    assert (await call("GET", first)).status_code == 404
    assert (await call("GET", second)).status_code == 200
    assert (await call("DELETE", "/calendar", ANNA)).status_code == 204
    assert (await call("GET", second)).status_code == 404
    assert (await call("GET", "/calendar.ics?token=%00x")).status_code in {404, 422}
    assert (await call("GET", "/calendar.ics")).status_code == 422
    assert (await call("POST", "/calendar")).status_code == 401


async def test_a_closed_account_has_no_calendar(happen, call):
    await happen(bound())
    path = await address(call, ANNA)
    await happen(identity.UserClosed(user_id=ANNA, reason="owner"))
    assert (await call("GET", path)).status_code == 404
