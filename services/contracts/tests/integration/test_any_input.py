"""Whatever is sent, the answer is never a 5xx."""

import copy
import json
import string
from urllib.parse import quote

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

API = "/api/contracts/v1"
FEW = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), database=None)

leaves = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=30)
    | st.sampled_from(["\x00", "\ud800", "1e999", "-1", "2024-02-30", "9" * 400, "𝟙" * 14, "a@b.ru\r\nx: y"])
)
documents = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
)
pairs = st.fixed_dictionaries(
    {"number": st.text(max_size=20) | st.from_regex(r"[0-9]{14}", fullmatch=True), "email": st.text() | st.emails()}
)


def paths(document, at=()):
    """Where something stands in the document."""
    listed = enumerate(document) if isinstance(document, list) else ()
    inner = document.items() if isinstance(document, dict) else listed
    return [at] + [path for key, value in inner for path in paths(value, (*at, key))]


def changed(document, path, value):
    """The document with another value at the path."""
    if not path:
        return value
    copied = copy.copy(document)
    copied[path[0]] = changed(document[path[0]], path[1:], value)
    return copied


async def send(world, method, path, body, headers) -> int:
    """Also what an honest client could not encode."""
    content = json.dumps(body).encode()
    sent = headers | {"Content-Type": "application/json"}
    answer = await world.http.request(method, API + path, content=content, headers=sent)
    return int(answer.status_code)


@FEW
@given(data=st.data())
async def test_contracts_with_something_else_in_one_place(world, new_number, terms, data):
    told, number = terms(), new_number()
    body = changed(told, data.draw(st.sampled_from(paths(told))), data.draw(documents))
    assert await send(world, "PUT", f"/integration/contracts/{number}", body, world.registry) in {200, 422}
    batch = {"items": [body, told | {"number": number, "revision": 2}]}
    assert await send(world, "POST", "/integration/contracts:batch", batch, world.registry) in {200, 422}


@FEW
@given(body=pairs | documents)
async def test_requests_of_any_shape(world, body):
    assert await send(world, "POST", "/bindings", body, world.person().headers) in {202, 422}


@FEW
@given(text=st.text(string.printable, min_size=1, max_size=40), body=documents)
async def test_paths_and_tokens_of_any_text(world, text, body):
    anna, name = world.person(), quote(text, safe="")
    calls = [
        await anna.get(f"/contracts/{name}"),
        await anna.get(f"/contracts/{name}/export.xlsx"),
        await anna.delete(f"/contracts/{name}/binding"),
        await anna.delete(f"/bindings/{name}"),
        await anna.get("/bindings", cursor=text),
        await anna.get("/contracts", cursor=text, limit=1),
        await world.look(name),
    ]
    assert {answer.status_code for answer in calls} <= {200, 404, 405, 410, 422}
    assert await send(world, "POST", f"/binding-confirmations/{name}", body, {}) in {404, 410, 422}
