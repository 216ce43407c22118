"""Passkeys, with an authenticator made of software: what it signs is real, only its owner is not."""

import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from typing import Any

import cbor2
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from events.schemas.identity import SecondFactorChanged
from identity.clients.relying_party import RelyingParty

PASSWORD = "сорок две чашки чая"
_PRESENT, _VERIFIED, _HAS_CREDENTIAL = 0x01, 0x04, 0x40


def text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


def raw(encoded: str) -> bytes:
    return urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4))


class Authenticator:
    """One passkey of one device, and the page that asks for it."""

    def __init__(self, origin: str = "http://localhost:8080") -> None:
        self.origin = origin
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = secrets.token_bytes(16)
        self.count = 0
        self.verified = True

    def create(self, options: dict[str, Any]) -> dict[str, Any]:
        numbers = self.key.public_key().public_numbers()
        point = (numbers.x.to_bytes(32, "big"), numbers.y.to_bytes(32, "big"))
        cose = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: point[0], -3: point[1]})
        attested = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + cose
        data = self._data(options["rp"]["id"], _HAS_CREDENTIAL) + attested
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client("webauthn.create", options)
        return self._credential({"clientDataJSON": text(client), "attestationObject": text(attestation)})

    def get(self, options: dict[str, Any]) -> dict[str, Any]:
        self.count += 1
        data = self._data(options["rpId"])
        client = self._client("webauthn.get", options)
        signature = self.key.sign(data + sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._credential(
            {"clientDataJSON": text(client), "authenticatorData": text(data), "signature": text(signature)}
        )

    def _data(self, rp_id: str, flags: int = 0) -> bytes:
        flags |= _PRESENT | (_VERIFIED if self.verified else 0)
        return sha256(rp_id.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _client(self, kind: str, options: dict[str, Any]) -> bytes:
        return json.dumps({"type": kind, "challenge": options["challenge"], "origin": self.origin}).encode()

    def _credential(self, response: dict[str, str]) -> dict[str, Any]:
        return {"id": text(self.id), "rawId": text(self.id), "type": "public-key", "response": response}


async def add(browser: Any, device: Authenticator, name: str = "Рабочий ноутбук") -> Any:
    options = (await browser("POST", "/me/passkeys/options", {"password": PASSWORD})).json()
    return await browser("POST", "/me/passkeys", {"name": name, "credential": device.create(options)})


async def sign_in(browser: Any, device: Authenticator) -> Any:
    options = (await browser("POST", "/auth/passkey/options")).json()
    return await browser("POST", "/auth/passkey/login", {"credential": device.get(options)})


async def test_a_passkey_is_added_and_signs_in(create_user: Any, open_browser: Any, events_of: Any) -> None:
    browser, email = await create_user()
    device, guest = Authenticator(), open_browser()

    added = await add(browser, device)
    entered = await sign_in(guest, device)

    assert added.status_code == 201, added.text
    assert entered.status_code == 200, entered.text
    me = await guest.me()
    assert entered.json()["user"] == me
    assert (me["email"], me["second_factor"]["passkeys"], me["session"]["second_factor"]) == (email, 1, True)
    [listed] = (await guest("GET", "/me/passkeys")).json()["items"]
    assert (listed["name"], listed["id"]) == ("Рабочий ноутбук", added.json()["id"])
    assert listed["last_used_at"]
    [event] = await events_of(email, SecondFactorChanged)
    assert (event.change, event.name) == ("passkey_added", "Рабочий ноутбук")


async def test_options_ask_for_a_verified_owner_and_name_nobody(create_user: Any) -> None:
    browser, email = await create_user()
    await add(browser, device := Authenticator())

    refused = await browser("POST", "/me/passkeys/options", {"password": "не тот пароль"})
    making = (await browser("POST", "/me/passkeys/options", {"password": PASSWORD})).json()
    asking = (await browser("POST", "/auth/passkey/options")).json()

    assert refused.json()["code"] == "wrong_password"
    assert making["rp"] == {"id": "localhost", "name": "Личный кабинет"}
    assert making["user"]["name"] == email
    assert making["authenticatorSelection"]["userVerification"] == "required"
    assert [one["id"] for one in making["excludeCredentials"]] == [text(device.id)]
    assert asking["userVerification"] == "required"
    assert not asking.get("allowCredentials")


async def test_a_challenge_is_good_once_and_for_whom_it_was_made(create_user: Any, open_browser: Any, sql: Any) -> None:
    browser, _ = await create_user()
    other, _ = await create_user()
    device, guest = Authenticator(), open_browser()
    options = (await browser("POST", "/me/passkeys/options", {"password": PASSWORD})).json()
    credential = {"name": "Ключ", "credential": device.create(options)}

    assert (await other("POST", "/me/passkeys", credential)).json()["code"] == "passkey_refused"
    assert (await browser("POST", "/me/passkeys", credential)).status_code == 201
    assert (await browser("POST", "/me/passkeys", credential)).json()["code"] == "passkey_refused"

    answer = {"credential": device.get((await guest("POST", "/auth/passkey/options")).json())}
    assert (await guest("POST", "/auth/passkey/login", answer)).status_code == 200
    assert (await guest("POST", "/auth/passkey/login", answer)).json()["code"] == "invalid_passkey"

    late = (await guest("POST", "/auth/passkey/options")).json()
    await sql("UPDATE passkey_challenges SET expires_at = now()")
    answer = {"credential": device.get(late)}
    assert (await guest("POST", "/auth/passkey/login", answer)).json()["code"] == "invalid_passkey"


async def test_a_wrong_answer_uses_the_challenge_up(create_user: Any, open_browser: Any) -> None:
    browser, _ = await create_user()
    await add(browser, device := Authenticator())
    guest = open_browser()
    options = (await guest("POST", "/auth/passkey/options")).json()
    wrong = device.get(options)
    wrong["response"]["signature"] = text(bytes(70))

    assert (await guest("POST", "/auth/passkey/login", {"credential": wrong})).status_code == 401
    right = {"credential": device.get(options)}
    assert (await guest("POST", "/auth/passkey/login", right)).json()["code"] == "invalid_passkey"


@pytest.mark.parametrize("spoil", ["origin", "unverified", "copied", "stranger", "other_site"])
async def test_what_is_not_the_owners_key_on_our_page_does_not_pass(
    create_user: Any, open_browser: Any, spoil: str
) -> None:
    browser, _ = await create_user()
    await add(browser, device := Authenticator())
    guest = open_browser()
    assert (await sign_in(guest, device)).status_code == 200
    options = (await guest("POST", "/auth/passkey/options")).json()
    if spoil == "origin":
        device.origin = "https://evil.test"
    elif spoil == "unverified":
        device.verified = False
    elif spoil == "copied":
        device.count -= 1  # the copy counts from where it was taken
    elif spoil == "stranger":
        device.key = ec.generate_private_key(ec.SECP256R1())
    else:
        options["rpId"] = "evil.test"

    answer = await guest("POST", "/auth/passkey/login", {"credential": device.get(options)})

    assert (answer.status_code, answer.json()["code"]) == (401, "invalid_passkey")


@pytest.mark.parametrize(
    "credential",
    [{}, {"response": 1}, {"id": "x", "rawId": "я", "type": "t", "response": {"clientDataJSON": "bm90IGpzb24"}}],
)
async def test_garbage_is_refused_kindly(create_user: Any, credential: dict[str, Any]) -> None:
    browser, _ = await create_user()

    login = await browser("POST", "/auth/passkey/login", {"credential": credential})
    adding = await browser("POST", "/me/passkeys", {"name": "Ключ", "credential": credential})

    assert (login.status_code, adding.status_code) == (401, 422)


async def test_passkeys_are_renamed_and_removed_by_their_owner_only(
    create_user: Any, open_browser: Any, events_of: Any
) -> None:
    browser, email = await create_user()
    other, _ = await create_user()
    device = Authenticator()
    path = f"/me/passkeys/{(await add(browser, device)).json()['id']}"

    assert (await other("PATCH", path, {"name": "Моё"})).status_code == 404
    assert (await other("DELETE", path)).status_code == 404
    assert (await browser("PATCH", path, {"name": "a\r\nb"})).status_code == 422
    assert (await browser("PATCH", path, {"name": "Телефон"})).json()["name"] == "Телефон"
    assert (await browser("DELETE", path)).status_code == 204
    assert (await sign_in(open_browser(), device)).status_code == 401
    assert [event.change for event in await events_of(email, SecondFactorChanged)] == [
        "passkey_added",
        "passkey_removed",
    ]


async def test_the_same_credential_is_added_once(create_user: Any) -> None:
    browser, _ = await create_user()
    other, _ = await create_user()
    device = Authenticator()
    await add(browser, device)

    assert (await add(other, device)).json()["code"] == "passkey_known"


@pytest.mark.parametrize(
    ("url", "rp_id", "origins"),
    [
        ("https://lk.example.ru", "lk.example.ru", ["https://lk.example.ru"]),
        ("http://127.0.0.1:8080", "localhost", ["http://127.0.0.1:8080", "http://localhost:8080"]),
        ("http://localhost:9", "localhost", ["http://localhost:9"]),
    ],
)
def test_the_relying_party_is_the_public_host(url: str, rp_id: str, origins: list[str]) -> None:
    party = RelyingParty(url)

    assert (party.id, party.origins) == (rp_id, origins)
