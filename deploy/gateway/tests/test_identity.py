"""Who a request is: sessions swapped, tokens checked, claims by header refused."""

import base64
import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from joserfc.jwk import ECKey, OctKey

from .conftest import Gateway
from .upstreams import Identity

PAGE = "/api/contracts/v1/contracts"
COOKIE = {"Cookie": "theme=dark; __Host-sid=good"}


def claims_of(answer: Any) -> dict[str, Any]:
    """The claims of the token that reached the service."""
    payload = answer.json()["headers"]["authorization"].removeprefix("Bearer ").split(".")[1]
    claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    return claims


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def test_a_session_becomes_a_token_and_its_cookie_goes_no_further(gateway: Gateway) -> None:
    answer = gateway.http.get(PAGE, headers=COOKIE)
    assert answer.status_code == 200
    assert claims_of(answer)["sid"] == "sid-1"
    assert "cookie" not in answer.json()["headers"]


def test_identity_alone_sees_cookies(gateway: Gateway) -> None:
    assert "cookie" in gateway.http.get("/api/identity/v1/me", headers=COOKIE).json()["headers"]


def test_the_check_asks_for_the_cookie_alone(gateway: Gateway, identity: Identity) -> None:
    identity.seen.clear()
    gateway.http.get(PAGE + "?token=secret", headers={**COOKIE, "X-Secret": "1"})
    asked = next(seen for seen in identity.seen if seen["path"].startswith("/internal"))
    assert asked["query"] == ""
    assert "x-secret" not in asked["headers"]
    assert asked["headers"]["cookie"] == COOKIE["Cookie"]


def test_without_a_cookie_identity_is_not_asked(gateway: Gateway, identity: Identity) -> None:
    identity.seen.clear()
    gateway.http.get("/api/contracts/v1/binding-confirmations/abc", headers={"Cookie": "x__Host-sid=good"})
    gateway.http.get(PAGE, headers={**COOKIE, **bearer(identity.token())})
    assert not [seen for seen in identity.seen if seen["path"].startswith("/internal")]


def test_an_unknown_session_is_nobody(gateway: Gateway) -> None:
    unknown = {"Cookie": "__Host-sid=stale"}
    assert gateway.http.get(PAGE, headers=unknown).status_code == 401
    answer = gateway.http.post("/api/identity/v1/auth/login", headers={**unknown, "X-Portal": "1"})
    assert answer.status_code == 200
    assert "authorization" not in answer.json()["headers"]


def test_nobody_is_refused_where_somebody_is_needed(gateway: Gateway) -> None:
    answer = gateway.http.get(PAGE)
    assert answer.status_code == 401
    assert answer.json()["code"] == "unauthenticated"
    assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("status", [500, 503])
def test_a_broken_check_is_503(gateway: Gateway, identity: Identity, status: int) -> None:
    identity.check_status = status
    answer = gateway.http.get(PAGE, headers=COOKIE)
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert int(answer.headers["retry-after"]) >= 1


def test_a_slow_check_is_503_soon(gateway: Gateway, identity: Identity) -> None:
    identity.check_delay = 3
    begun = time.monotonic()
    assert gateway.http.get(PAGE, headers=COOKIE).status_code == 503
    assert time.monotonic() - begun < 1.5


def test_with_identity_down_sessions_and_tokens_get_503_and_pages_live(
    start_gateway: Callable[..., Gateway], identity: Identity
) -> None:
    alone = start_gateway(addresses={"identity": "127.0.0.1:1"})
    for headers in (COOKIE, bearer(identity.token())):
        answer = alone.http.get(PAGE, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
        assert answer.headers["retry-after"]
    assert alone.http.get("/binding", headers=COOKIE).status_code == 200
    assert alone.http.get("/api/contracts/v1/openapi.json", headers=COOKIE).status_code == 200


def test_a_machine_passes_with_its_token(gateway: Gateway, identity: Identity) -> None:
    token = identity.token(sub="registry", kind="system")
    answer = gateway.http.put("/api/contracts/v1/integration/contracts/1", headers=bearer(token))
    assert claims_of(answer)["sub"] == "registry"


def test_tokens_that_are_not_ours_are_refused(gateway: Gateway, identity: Identity) -> None:
    now = int(time.time())
    public = json.dumps(identity.key.as_dict(private=False)).encode()
    none = (
        ".".join(_b64(part) for part in ({"alg": "none"}, {"iss": "cabinet", "aud": "cabinet", "exp": now + 60})) + "."
    )
    bad = {
        "expired": identity.token(exp=now - 6),
        "not yet": identity.token(nbf=now + 60),
        "no expiry": identity.token(exp=None),
        "audience": identity.token(aud="elsewhere"),
        "issuer": identity.token(iss="elsewhere"),
        "other key": identity.token(key=ECKey.generate_key("P-256")),
        "public key as secret": identity.token(key=OctKey.import_key(public), alg="HS256"),
        "none": none,
        "changed": identity.token()[:-6] + "AAAAAA",
        "opaque": "cab_pat_0123456789",
        "two": identity.token() + ",Bearer x",
    }
    answers = {name: gateway.http.get(PAGE, headers=bearer(token)) for name, token in bad.items()}
    assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(bad, 401)
    assert {answer.json()["code"] for answer in answers.values()} == {"unauthenticated"}
    assert {answer.headers["content-type"] for answer in answers.values()} == {"application/problem+json"}


def test_clocks_may_differ_by_five_seconds(gateway: Gateway, identity: Identity) -> None:
    assert gateway.http.get(PAGE, headers=bearer(identity.token(exp=int(time.time()) - 2))).status_code == 200


def test_a_token_in_the_query_is_no_token(gateway: Gateway, identity: Identity) -> None:
    assert gateway.http.get(f"{PAGE}?access_token={identity.token()}").status_code == 401


def test_a_bad_token_beside_a_good_cookie_is_refused(gateway: Gateway) -> None:
    assert gateway.http.get(PAGE, headers={**COOKIE, **bearer("x.y.z")}).status_code == 401


def test_other_credentials_go_no_further(gateway: Gateway) -> None:
    confirmation = "/api/contracts/v1/binding-confirmations/abc"
    for value in ("Basic dTpw", "bearer x", "Token t", "Bearer", "Digest q"):
        assert "authorization" not in gateway.http.get(confirmation, headers={"Authorization": value}).json()["headers"]


def test_a_system_may_sign_in_by_basic_credentials(gateway: Gateway) -> None:
    answer = gateway.http.post("/api/identity/v1/oauth/token", headers={"Authorization": "Basic dTpw"})
    assert answer.json()["headers"]["authorization"] == "Basic dTpw"


def test_identities_claimed_by_headers_go_no_further(gateway: Gateway) -> None:
    forged = [
        *("X-User", "X-User-Id", "x-auth-request-email", "X-Principal-Roles", "X-Internal-Token", "X-Roles"),
        *("X-Forwarded-User", "X-Forwarded-Host", "Forwarded", "X-Real-IP", "X-Original-URL", "Remote-User"),
        *("X-Envoy-Original-Path", "X-HTTP-Method-Override", "x_user_id", "X_AUTH"),
    ]
    answer = gateway.http.get(PAGE, headers={**COOKIE, **dict.fromkeys(forged, "operator"), "X-Harmless": "1"})
    headers = answer.json()["headers"]
    assert not {name.lower() for name in forged} & headers.keys()
    assert headers["x-harmless"] == "1"
    assert "operator" not in headers.values()


def test_upstreams_are_told_the_true_address_only(gateway: Gateway) -> None:
    answer = gateway.http.get(PAGE, headers={**COOKIE, "X-Forwarded-For": "6.6.6.6"})
    assert answer.json()["headers"]["x-forwarded-for"] == "127.0.0.1"


def test_behind_a_proxy_of_ours_its_word_is_taken(start_gateway: Callable[..., Gateway]) -> None:
    behind = start_gateway(trusted_proxies=1)
    answer = behind.http.get(PAGE, headers={**COOKIE, "X-Forwarded-For": "6.6.6.6, 203.0.113.7"})
    assert answer.json()["headers"]["x-forwarded-for"] == "203.0.113.7"


def test_upstreams_see_the_configured_host_only(gateway: Gateway) -> None:
    answer = gateway.http.get(PAGE, headers={**COOKIE, "Host": "evil.example"})
    assert answer.json()["headers"]["host"] == f"127.0.0.1:{gateway.port}"


def _b64(part: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")


def test_an_access_token_becomes_a_token_of_its_owner(gateway: Gateway, identity: Identity) -> None:
    identity.seen.clear()
    answer = gateway.http.get(PAGE, headers={**bearer("cab_pat_good"), "X-Forwarded-For": "6.6.6.6"})
    asked = next(seen for seen in identity.seen if seen["path"].startswith("/internal"))

    assert answer.status_code == 200
    assert claims_of(answer)["pat"] == "pat-1"
    assert asked["headers"]["x-forwarded-for"] == "127.0.0.1"  # what the caller wrote is not believed


def test_an_access_token_needs_no_csrf_header(gateway: Gateway) -> None:
    hostile = {"Origin": "https://evil.test", "Cookie": "__Host-sid=good"}
    answer = gateway.http.post(PAGE, headers={**bearer("cab_pat_good"), **hostile})
    assert answer.status_code == 200
    assert claims_of(answer)["pat"] == "pat-1"  # the cookie that came along is not looked at


@pytest.mark.parametrize("path", [PAGE, "/api/identity/v1/auth/logout"])
def test_a_revoked_access_token_is_nobody_at_once(gateway: Gateway, identity: Identity, path: str) -> None:
    identity.access_tokens["cab_pat_short"] = "pat-3"
    before = gateway.http.post(path, headers=bearer("cab_pat_short"))
    del identity.access_tokens["cab_pat_short"]
    after = gateway.http.post(path, headers={**bearer("cab_pat_short"), **COOKIE})

    assert before.status_code == 200
    assert (after.status_code, after.json()["code"]) == (401, "unauthenticated")


def test_a_broken_check_lets_no_access_token_pass(gateway: Gateway, identity: Identity) -> None:
    identity.check_status = 503
    assert gateway.http.get(PAGE, headers=bearer("cab_pat_good")).status_code == 503
