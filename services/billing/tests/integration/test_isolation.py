"""Every route with a stranger's session: 404, the same for ids that exist and ids that do not. Any input: no 5xx."""

import json
import re
import string
from datetime import date
from urllib.parse import quote
from uuid import uuid4

from billing.domain.reading import Reading
from billing.usecases.make_exports import make_exports
from billing.usecases.remember_reading import remember_reading
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .conftest import API, charge, payment

DAYS = {"from": "2026-10-01", "to": "2026-10-31"}
FEW = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), database=None)
ELSEWHERE = re.compile(r"/(integration|ops)/|/summary$")


async def owned_paths(world, app):
    """A contract with one of everything, and its ids by the template they stand in."""
    number, user = await world.contract()
    caller = world.issuer.user(user)
    item = (await world.post("charges:batch", {"items": [charge(number)]})).json()["items"][0]
    bill = {"source_id": "D", "revision": 1, "contract_number": number, "kind": "bill", "number": "1"}
    bill |= {"issued_on": "2026-11-05", "period": "2026-10", "gross": "122.00", "file": None}
    document = (await world.post("documents", bill)).json()
    at = f"{API}/contracts/{number}"
    request = (await world.http.post(f"{at}/payment-requests", json={"amount": "1.00"}, headers=caller)).json()
    export = (await world.http.post(f"{at}/statement", json=DAYS, headers=caller)).json()
    await make_exports(world.database, app.state.payee)
    ids = {"charges": item["id"], "documents": document["id"], "payment-requests": request["id"]}
    reading = Reading(uuid4(), number, "41234567", "2026-10", date(2026, 10, 31), {"DAY": "1"})
    async with world.database.session() as session:
        await remember_reading(session, reading)
    return user, number, ids | {"exports": export["id"], "readings": str(reading.id)}


def filled(template, number, ids):
    path = template.replace("{number}", number).replace("{index}", "0")
    family = template.removeprefix(f"{API}/").split("/")[0]
    return re.sub(r"\{(item_id|request_id)\}", str(ids.get(family)), path)


async def test_every_route_is_the_owners_alone(world, app, client):
    user, number, ids = await owned_paths(world, app)
    owner, stranger = world.issuer.user(user), world.issuer.user()
    paths = (await client.get(f"{API}/openapi.json")).json()["paths"]
    walked = 0
    for template, methods in paths.items():
        if ELSEWHERE.search(template):
            continue
        for method in methods:
            bodies = {"payment-requests": {"amount": "1.00"}, "documents:zip": {"documents": [ids["documents"]]}}
            body = bodies.get(template.rpartition("/")[2], DAYS)
            sent = {"json": body} if method == "post" else {}
            path = filled(template, number, ids)
            nobody = filled(template, "78999999999999", dict.fromkeys(ids, str(uuid4())))
            seen = await client.request(method, path, headers=owner, **sent)
            assert seen.status_code < 300, (method, path, seen.text)
            answers = [await client.request(method, at, headers=stranger, **sent) for at in (path, nobody)]
            assert [(one.status_code, one.json()["code"]) for one in answers] == [(404, "not_found")] * 2, path
            assert (await client.request(method, path, **sent)).status_code == 401
            walked += 1
    assert walked >= 20


leaves = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=30)
    | st.sampled_from(["\x00", "\ud800", "1e999", "-1", "2024-02-30", "9" * 400, "0.001", "2026-10"])
)
documents = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
)


def places(document, at=()):
    listed = enumerate(document) if isinstance(document, list) else ()
    inner = document.items() if isinstance(document, dict) else listed
    return [at] + [path for key, value in inner for path in places(value, (*at, key))]


def changed(document, path, value):
    if not path:
        return value
    copied = document.copy()
    copied[path[0]] = changed(document[path[0]], path[1:], value)
    return copied


async def send(world, path, body):
    caller = world.issuer.system("billing:write", "billing") | {"Content-Type": "application/json"}
    return await world.http.post(f"{API}/integration/{path}", content=json.dumps(body).encode(), headers=caller)


@FEW
@given(data=st.data())
async def test_items_with_something_else_in_one_place(world, data):
    number, _ = await world.contract()
    for path, item in (("charges:batch", charge(number)), ("payments:batch", payment(number))):
        body = {"items": [changed(item, data.draw(st.sampled_from(places(item))), data.draw(documents))]}
        answer = await send(world, path, body)
        assert answer.status_code in {200, 422}, answer.text


@FEW
@given(text=st.text(string.printable, min_size=1, max_size=40))
async def test_paths_and_queries_of_any_text(world, text):
    number, user = await world.contract()
    caller, name = world.issuer.user(user), quote(text, safe="")
    paths = [f"/charges/{name}", f"/documents/{name}/file", f"/exports/{name}/files/0", f"/payment-requests/{name}"]
    lists = [f"/contracts/{number}/{kind}?cursor={name}" for kind in ("charges", "payments", "documents")]
    asked = [f"/contracts/{number}/documents?{key}={name}" for key in ("kind", "period", "from", "text")]
    more = [f"/contracts/{name}/balance", f"/contracts/{number}/penalty?pay_on={name}"]
    for path in paths + lists + asked + more:
        answer = await world.http.get(API + path, headers=caller)
        assert answer.status_code in {200, 404, 405, 422}, (path, answer.text)
