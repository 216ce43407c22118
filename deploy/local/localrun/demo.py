"""The demo registry, and a user who has made the journey: `python -m localrun.demo <gateway> <secrets.json> <step>...`.

All by the public ways only, as the supplier's system and a customer would: HTTP through the gateway, and letters.
"""

import json
import re
import sys
import time
from pathlib import Path
from typing import Any

import httpx

from localrun.registry import contracts

_PROFILE = {"surname": "Ромашкина", "given_name": "Вера", "patronymic": "Павловна", "phone": "+78120000100"}
_LETTER_WITHIN = 60.0


class Cabinet:
    """A browser at the gateway: cookies are kept by hand, httpx keeps no Secure cookie over plain HTTP."""

    def __init__(self, gateway: str) -> None:
        self._client = httpx.Client(base_url=gateway, headers={"X-Portal": "1"}, timeout=30)

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


def load_registry(gateway: str, client: dict[str, str]) -> None:
    """Put the demo contracts as the registry's system does; those that are there stay as they are."""
    with httpx.Client(base_url=gateway, timeout=60) as http:
        grant = {"grant_type": "client_credentials", "scope": "registry:write"}
        token = http.post(
            "/api/identity/v1/oauth/token", data=grant, auth=(client["client_id"], client["client_secret"])
        )
        headers = {"Authorization": f"Bearer {token.raise_for_status().json()['access_token']}"}
        answer = http.post(
            "/api/contracts/v1/integration/contracts:batch", json={"items": contracts()}, headers=headers
        )
        refused = [item for item in answer.raise_for_status().json()["items"] if item["status"] == "refused"]
    if refused:
        raise RuntimeError(f"the registry refuses demo contracts: {refused}")


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


if __name__ == "__main__":
    main()
