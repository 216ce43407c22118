"""Whatever is sent, it is the sender's mistake: never a 5xx."""

from typing import Any

import pytest

CALLS = [
    ("POST", "/auth/register"),
    ("POST", "/auth/login"),
    ("POST", "/auth/confirm-email"),
    ("POST", "/auth/password/forgot"),
    ("POST", "/auth/password/reset"),
    ("PUT", "/me/profile"),
    ("POST", "/me/email"),
    ("POST", "/me/password"),
]
BODIES = [
    *(b"", b"null", b"[1]", b'"x"', b"{}", b"\xff\xfe", b'{"a":' * 3000, b'{"token":1e999}'),
    *(b'{"token":"\\ud800"}', b'{"email":{"a":1},"password":[],"token":{},"current":0,"new":true}'),
    b'{"email":"a\\ud800@b.ru","password":"\\ud800aaaaaaaa","accept_license":true}',
    b'{"email":"a@b.ru","password":"aaaa\\u0000aaaabb","accept_license":true}',
    b'{"surname":"\\ud800","given_name":"a","phone":"8\\ud8001"}',
    b'{"current":"\\ud800","new":"\\ud800 aaaaaaaaaa"}',
]
FORMS = [
    b"grant_type=%00&client_id=\xff",
    b"grant_type=client_credentials&client_id=%00&client_secret=%00",
    b"grant_type=client_credentials&client_id=%ED%A0%80&client_secret=x",
    b"grant_type=client_credentials&client_id=x&client_secret=x&scope=%00",
    b"a=" * 100_000,
    b"",
]


@pytest.mark.parametrize("body", BODIES, ids=range(len(BODIES)))
async def test_bodies(create_user: Any, body: bytes) -> None:
    browser, _ = await create_user()
    headers = await browser.swap() | {"content-type": "application/json"}

    for method, path in CALLS:
        answer = await browser.http.request(method, f"/api/identity/v1{path}", content=body, headers=headers)
        assert answer.status_code in {401, 403, 410, 422}, (path, answer.text)
        assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("form", FORMS, ids=range(len(FORMS)))
async def test_forms(open_browser: Any, form: bytes) -> None:
    headers = {"content-type": "application/x-www-form-urlencoded"}

    answer = await open_browser().http.post("/api/identity/v1/oauth/token", content=form, headers=headers)

    assert answer.status_code in {400, 401}
    assert answer.json().keys() == {"error"}
