"""The demo registry, and a user who has made the journey: `python -m localrun.demo <gateway> <secrets.json> <step>...`.

All by the public ways only, as the supplier's system and a customer would: HTTP through the gateway, and letters.
"""

import json
import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from localrun import history
from localrun.registry import contracts

_PROFILE = {"surname": "Ромашкина", "given_name": "Вера", "patronymic": "Павловна", "phone": "+78120000100"}
_LETTER_WITHIN = 60.0


class Cabinet:
    """A browser at the gateway: cookies are kept by hand, httpx keeps no Secure cookie over plain HTTP."""

    def __init__(self, gateway: str) -> None:
        self._client = httpx.Client(base_url=gateway, headers={"X-Portal": "1"}, timeout=30)

    def __enter__(self) -> "Cabinet":
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def call(self, method: str, path: str, **kwargs: Any) -> httpx.Response:
        """One request; a cookie that is set goes with all later ones."""
        response = self._client.request(method, path, **kwargs)
        for cookie in response.headers.get_list("set-cookie"):
            self._client.headers["Cookie"] = cookie.split(";")[0]
        return response

    def must(self, method: str, path: str, **kwargs: Any) -> Any:
        """The same, refusing to go on when it is refused."""
        return self.call(method, path, **kwargs).raise_for_status()

    def token_from_letter(self, query: str, page: str) -> str:
        """The token of the link to `page` in the newest letter that matches."""
        deadline = time.monotonic() + _LETTER_WITHIN
        while time.monotonic() < deadline:
            for letter in self.must("GET", "/mail/api/v1/search", params={"query": query}).json()["messages"]:
                text = self.must("GET", f"/mail/api/v1/message/{letter['ID']}").json()["Text"]
                if link := re.search(rf"{page}\?token=([\w-]+)", text):
                    return link[1]
            time.sleep(0.1)
        raise TimeoutError(f"no letter with a link to {page} for {query}")


@contextmanager
def _system(gateway: str, client: dict[str, str]) -> Iterator[httpx.Client]:
    """One of the supplier's systems, with its token."""
    with httpx.Client(base_url=gateway, timeout=60) as http:
        grant = {"grant_type": "client_credentials", "scope": f"{client['client_id']}:write"}
        token = http.post(
            "/api/identity/v1/oauth/token", data=grant, auth=(client["client_id"], client["client_secret"])
        )
        http.headers["Authorization"] = f"Bearer {token.raise_for_status().json()['access_token']}"
        yield http


def _batch(http: httpx.Client, path: str, items: list[dict[str, Any]]) -> None:
    answer = http.post(path, json={"items": items}).raise_for_status().json()["items"]
    if refused := [item for item in answer if item["status"] == "refused"]:
        raise RuntimeError(f"{path} refuses demo data: {refused}")


def load_registry(gateway: str, client: dict[str, str]) -> None:
    """Put the demo contracts as the registry's system does; those that are there stay as they are."""
    with _system(gateway, client) as http:
        _batch(http, "/api/contracts/v1/integration/contracts:batch", contracts())


def tell_history(gateway: str, client: dict[str, str], user: dict[str, str]) -> None:
    """A year of the first contract: bills, payments and papers as the billing system tells them, the half-hours as
    the customer sends them. What is there already stays as it is."""
    with _system(gateway, client) as http:
        _batch(http, "/api/billing/v1/integration/charges:batch", history.charges())
        _batch(http, "/api/billing/v1/integration/payments:batch", history.payments())
        for document in history.documents():
            http.post("/api/billing/v1/integration/documents", json=document).raise_for_status()
    with Cabinet(gateway) as cabinet:
        cabinet.must("POST", "/api/identity/v1/auth/login", json=user)
        _measure(cabinet, f"/api/metering/v1/contracts/{contracts()[0]['number']}")


def _measure(cabinet: Cabinet, at: str) -> None:
    if not _is_measured(cabinet, at):
        file = {"file": ("80020.zip", history.interval_archive(_today()))}
        cabinet.must("POST", f"{at}/imports", files=file, data={"dry_run": "false"})
    _read_the_store(cabinet, cabinet.must("GET", f"{at}/meters").json()["items"])


def _is_measured(cabinet: Cabinet, at: str) -> bool:
    span = {"from": "2026-10-01", "to": "2026-10-02", "by": "day"}
    return bool(cabinet.must("GET", f"{at}/consumption", params=span).json()["items"])


def _read_the_store(cabinet: Cabinet, meters: list[dict[str, Any]]) -> None:
    """A reading of this month that was corrected; the office's is left for who looks."""
    serial, values = history.store_now(_today())
    meter = next(meter for meter in meters if meter["serial"] == serial)
    if meter["registers"][0]["last_submitted"]:
        return
    for value in values:
        body = {"taken_on": _today().isoformat(), "values": {"SINGLE": value}}
        cabinet.must("POST", f"/api/metering/v1/meters/{meter['id']}/readings", json=body)


def _today() -> date:
    return (datetime.now(UTC) + timedelta(hours=3)).date()


def make_demo_user(gateway: str, user: dict[str, str]) -> None:
    """Register, follow the letter, fill the profile, bind one contract; whatever was done before is not done again."""
    cabinet = Cabinet(gateway)
    if cabinet.call("POST", "/api/identity/v1/auth/login", json=user).status_code != 200:
        cabinet.must("POST", "/api/identity/v1/auth/register", json={**user, "accept_license": True})
    me = cabinet.must("GET", "/api/identity/v1/me").json()
    if not me["email_confirmed"]:
        token = cabinet.token_from_letter(f"to:{user['email']}", "/confirm-email")
        cabinet.must("POST", "/api/identity/v1/auth/confirm-email", json={"token": token})
    if not me["profile"]:
        cabinet.must("PUT", "/api/identity/v1/me/profile", json=_PROFILE)
    if not cabinet.must("GET", "/api/contracts/v1/contracts").json()["items"]:
        _bind(cabinet, contracts()[0])


def _bind(cabinet: Cabinet, contract: dict[str, Any]) -> None:
    request = {"number": contract["number"], "email": contract["emails"][0]}
    cabinet.must("POST", "/api/contracts/v1/bindings", json=request)
    token = cabinet.token_from_letter(f"to:{request['email']} {contract['number']}", "/binding")
    cabinet.must("POST", f"/api/contracts/v1/binding-confirmations/{token}", json={"decision": "confirm"})


def main() -> None:
    """The steps that are asked for."""
    gateway, secrets_file, *steps = sys.argv[1:]
    secrets = json.loads(Path(secrets_file).read_text())
    if "registry" in steps:
        load_registry(gateway, secrets["service_clients"]["registry"])
    if "user" in steps:
        make_demo_user(gateway, secrets["demo_user"])
    if "history" in steps:
        tell_history(gateway, secrets["service_clients"]["billing"], secrets["demo_user"])


if __name__ == "__main__":
    main()
