"""Ways round the front door, tried on the whole system. The gateway's own tests go through them one by one."""

import json
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from uuid import uuid4

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey
from stack.browser import COOKIE, problem
from stack.people import CONTRACTS, IDENTITY
from stack.registry import Machine, contract, fresh_number

ME = f"{IDENTITY}/me"
INTEGRATION = f"{CONTRACTS}/integration/contracts"
SERVICES = ("identity", "contracts", "metering", "billing", "notifier")


def part(value) -> str:
    return urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def unpack(text: str):
    return json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))


@pytest.fixture
def bearer(http):
    """Ask with a token and nothing else."""

    def ask(token: str, path: str = ME, method: str = "GET", **kwargs):
        return http.request(method, path, headers={"Authorization": f"Bearer {token}"}, **kwargs)

    return ask


@pytest.fixture
def forge(http):
    """A token that claims to be an operator's, with a real key id and one thing wrong."""
    kid = http.get(f"{IDENTITY}/.well-known/jwks.json").json()["keys"][0]["kid"]
    key = ECKey.generate_key("P-256")

    def make(**claims) -> str:
        now = int(time.time())
        usual = {
            "iss": "cabinet", "aud": "cabinet", "iat": now, "exp": now + 60, "sub": str(uuid4()), "kind": "user",
            "roles": ["operator"], "email": "a@b.ru", "email_confirmed": True, "profile_complete": True,
        }  # fmt: skip
        return jwt.encode({"alg": "ES256", "kid": kid}, {**usual, **claims}, key)

    return make


def test_a_forged_token_is_nobodys(forge, registry, bearer):
    head, claims, signature = registry.token.split(".")
    forgeries = {
        "another key": forge(),
        "no signature": f"{part({'alg': 'none'})}.{claims}.",
        "no signature, other case": f"{part({'alg': 'nOnE', 'kid': unpack(head)['kid']})}.{claims}.",
        "symmetric": f"{part({'alg': 'HS256', 'kid': unpack(head)['kid']})}.{claims}.{signature}",
        "changed claims": f"{head}.{part({**unpack(claims), 'scope': 'registry:write billing:write'})}.{signature}",
        "expired": forge(exp=int(time.time()) - 3600),
        "another audience": forge(aud="elsewhere"),
        "garbage": "a.b.c",
        "nothing": ".",
    }
    for name, token in forgeries.items():
        for path in (ME, f"{CONTRACTS}/contracts", "/api/notifier/v1/deliveries"):
            assert bearer(token, path).status_code == 401, name


def test_headers_do_not_make_anybody_somebody(nobody, someone):
    user_id = someone.get(ME).json()["id"]
    claims = ("X-User-Id", "X-Auth-User", "X-Auth-Request-User", "X-Principal-Id", "X-Forwarded-User", "X-Envoy-User")

    for path in (ME, f"{CONTRACTS}/contracts", "/api/notifier/v1/deliveries"):
        answer = nobody.get(path, headers={**dict.fromkeys(claims, user_id), "X-Roles": "operator"})
        assert answer.status_code == 401
        assert nobody.get(path, headers={"Authorization": "Basic YTpi"}).status_code == 401


@pytest.mark.parametrize("value", ["", "x", "a" * 5000, "'; DROP TABLE sessions --", "%00"])
def test_a_made_up_session_is_nobodys(value, nobody):
    answer = nobody.get(ME, headers={"Cookie": f"{COOKIE}={value}"})

    assert answer.status_code in {401, 431}


def test_another_site_can_not_act_for_a_customer(someone, gateway):
    logout = f"{IDENTITY}/auth/logout"

    foreign = [
        someone.post(logout, headers={"Origin": "https://evil.example"}),
        someone.post(logout, headers={"Origin": "null"}),
        someone.post(logout, headers={"Origin": f"{gateway}.evil.example"}),
        someone.post(logout, headers={"X-Portal": ""}),
    ]

    assert {problem(answer) for answer in foreign} == {(403, "csrf")}
    assert someone.get(ME).status_code == 200
    assert someone.put(f"{ME}/profile", {"surname": "Иванова", "given_name": "Анна", "phone": "+78123036969"},
                    headers={"Origin": gateway}).status_code == 200  # fmt: skip


def test_people_and_machines_keep_to_their_own_doors(someone, operator, registry, stack, http, bearer):
    number, sent = fresh_number(), contract()

    assert problem(someone.put(f"{INTEGRATION}/{number}", sent)) == (403, "forbidden")
    assert problem(operator.put(f"{INTEGRATION}/{number}", sent)) == (403, "forbidden")
    assert bearer(".", f"{INTEGRATION}/{number}", "PUT", json=sent).status_code == 401
    for path in (ME, f"{CONTRACTS}/contracts", "/api/notifier/v1/deliveries"):
        assert problem(registry.call("GET", path)) == (403, "forbidden")
    billing = Machine(http, stack["service_clients"]["billing"], "billing:write")
    assert problem(billing.call("PUT", f"{INTEGRATION}/{number}", json=sent)) == (403, "forbidden")


@pytest.mark.parametrize("service", SERVICES)
def test_parked_keys_are_for_operators(service, someone, operator, registry, nobody):
    path = f"/api/{service}/v1/ops/parked"
    assert nobody.get(path).status_code == 401
    assert problem(someone.get(path)) == (403, "forbidden")
    assert problem(registry.call("GET", path)) == (403, "forbidden")
    answer = operator.get(path)
    assert answer.status_code == 200
    assert "items" in answer.json()


def test_a_machine_with_a_wrong_secret_or_scope_gets_no_token(stack, http):
    client = stack["service_clients"]["registry"]
    token = f"{IDENTITY}/oauth/token"
    grant = {"grant_type": "client_credentials", "scope": "registry:write"}

    wrong = [
        http.post(token, data=grant, auth=(client["client_id"], "wrong")),
        http.post(token, data=grant, auth=("nobody", client["client_secret"])),
        http.post(token, data={**grant, "scope": "billing:write"}, auth=(client["client_id"], client["client_secret"])),
        http.post(token, data={"grant_type": "password"}, auth=(client["client_id"], client["client_secret"])),
    ]

    assert {answer.status_code for answer in wrong} <= {400, 401}
    assert not any("access_token" in answer.text for answer in wrong)


@pytest.mark.parametrize(
    "path",
    [
        "/internal/session-check/api", "/api/identity/internal/session-check",
        "/api/identity/v1/../../../internal/session-check",
        "/metrics", "/readyz", "/livez", "/api/identity/v1/metrics", "/api/nothing/v1/x", "/api/identity/v2/me",
        "/api/identity/v1/docs", "/api/identity/v1/redoc", "/stats", "/config_dump", "/clusters",
    ],
)  # fmt: skip
def test_what_is_inside_stays_inside(path, nobody):
    answer = nobody.get(path)

    assert answer.status_code in {400, 401, 404}
    assert "cabinet" not in answer.headers.get("server", "")


@pytest.mark.parametrize("path", ["//evil.example/", "/%2f%2fevil.example", "/confirm-email?next=https://evil.example"])
def test_nobody_is_sent_elsewhere(path, nobody):
    answer = nobody.get(path)

    assert "evil.example" not in answer.headers.get("location", "")
    assert answer.status_code < 300 or answer.status_code >= 400


def test_a_body_beyond_measure_is_413(nobody):
    answer = nobody.call(
        "POST", f"{IDENTITY}/auth/login", content=b" " * 3_000_000, headers={"Content-Type": "application/json"}
    )

    assert problem(answer)[0] == 413


@pytest.mark.parametrize("service", SERVICES)
def test_every_service_describes_itself(service, nobody):
    description = nobody.get(f"/api/{service}/v1/openapi.json")

    assert description.status_code == 200
    assert all(path.startswith(f"/api/{service}/v1/") for path in description.json()["paths"])


def test_answers_about_people_are_kept_by_nobody(someone):
    answer = someone.get(ME)

    assert "no-store" in answer.headers["cache-control"]
    assert answer.headers["x-content-type-options"] == "nosniff"
