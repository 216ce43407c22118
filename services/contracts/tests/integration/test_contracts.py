"""The contracts of a user: the list and the page."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest


async def test_the_page_shows_everything_the_registry_told(world, bind, terms, new_email):
    anna, email = world.person(), new_email()
    told = terms(emails=[email.upper(), "второй@компания.рф", email])
    number = await bind(anna, emails=[email])
    await world.put(number, told | {"revision": 2})
    page = (await anna.get(f"/contracts/{number}")).json()
    assert page["bound_at"].endswith("Z")
    del page["bound_at"]
    assert page == {
        **told,
        "revision": 2,
        "number": number,
        "status": "active",
        "role": "owner",
        "emails": [email, "второй@xn--80aqeigdi5k.xn--p1ai"],
        "label": None,
        "members": [
            {"id": page["members"][0]["id"], "name": anna.name, "email": anna.email, "role": "owner", "you": True}
        ],
    }


async def test_the_list_has_the_callers_contracts_only(world, bind):
    anna, boris = world.person(), world.person()
    numbers = [await bind(anna) for _ in range(3)]
    await bind(boris)
    seen, cursor = [], None
    while True:
        page = (await anna.get("/contracts", limit=2, **({"cursor": cursor} if cursor else {}))).json()
        seen += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert [item["number"] for item in seen] == sorted(numbers)
    assert {key: value for key, value in seen[0].items() if key != "bound_at"} == {
        "number": numbers[0],
        "party": {"name": "ООО «Ромашка»", "inn": "7802532605", "kpp": "780201001"},
        "status": "active",
        "address": "Санкт-Петербург, ул. Михайлова, д. 11",
        "role": "owner",
        "label": None,
    }


@pytest.mark.parametrize("path", ["", "/export.xlsx", "/binding"])
async def test_everything_that_is_not_yours_is_404(world, bind, register, new_number, path):
    anna, boris = world.person(), world.person()
    others, unbound = await bind(boris), (await register())[0]
    for number in (others, unbound, new_number(), "1", "nonsense", "%00", "7" * 15):
        call = anna.delete if path == "/binding" else anna.get
        answer = await call(f"/contracts/{number}{path}")
        assert (answer.status_code, answer.json()["code"]) in {(404, "not_found"), (422, "validation_failed")}
        assert answer.status_code == 404 or number == "%00"
    assert await boris.sees(others)


async def test_a_number_with_spaces_in_the_path(world, bind):
    anna = world.person()
    number = await bind(anna)
    assert (await anna.get(f"/contracts/{number[:7]}%20{number[7:]}")).json()["number"] == number


async def test_a_contract_ends_after_its_last_day_in_moscow(world, bind):
    anna = world.person()
    today = world.clock().astimezone(ZoneInfo("Europe/Moscow")).date()
    number = await bind(anna, valid_until=today.isoformat())
    assert (await anna.get(f"/contracts/{number}")).json()["status"] == "active"
    world.clock.ahead = timedelta(days=1)
    assert (await anna.get(f"/contracts/{number}")).json()["status"] == "expired"
    assert (await anna.get("/contracts")).json()["items"][0]["status"] == "expired"
