"""The supplier's registry, by its HTTP door and by its Kafka door."""

import time
from datetime import UTC, datetime, timedelta
from secrets import randbelow, token_hex
from typing import Any

import httpx

PATH = "/api/contracts/v1/integration/contracts"
TOKEN = "/api/identity/v1/oauth/token"


def fresh_number() -> str:
    """A contract number that nobody has used; one in ten begins with a zero."""
    return f"{randbelow(10**14):014d}"


def contract(**fields: Any) -> dict[str, Any]:
    """A whole contract as the supplier tells it, with one fresh e-mail."""
    return {
        "revision": 1,
        "party": {
            "kind": "company",
            "name": "ООО «Ромашка»",
            "inn": "7802532605",
            "kpp": "780201001",
            "ogrn": None,
        },
        "signed_on": "2024-01-15",
        "valid_until": None,
        "emails": [f"info-{token_hex(5)}@company.example"],
        "address": "Санкт-Петербург, ул. Михайлова, д. 11",
        "price_category": 1,
        "voltage_level": "LV",
        "max_power_kw": "150",
        "manager": {"name": "Отдел по работе с юрлицами", "phone": "+78123036969", "email": None},
        "delivery_points": [delivery_point()],
        **fields,
    }


def closed_window() -> dict[str, int]:
    """The days of a window that is not open now: no letter about it comes between those that a story counts."""
    day = min((datetime.now(UTC) + timedelta(days=15)).day, 28)
    return {"opens_day": day, "closes_day": day}


def delivery_point(**fields: Any) -> dict[str, Any]:
    """An office with one two-zone meter."""
    return {
        "code": "781000000000001",
        "name": "Офис",
        "address": "Санкт-Петербург, ул. Михайлова, д. 11",
        "window": closed_window(),
        "meters": [
            {
                "serial": "41234567",
                "model": "Меркурий 230",
                "multiplier": "40",
                "digits": 6,
                "decimals": 2,
                "zones": ["DAY", "NIGHT"],
                "remote_read": False,
                "installed_on": "2023-01-01",
                "next_verification_on": "2033-01-01",
                "initial": {"taken_on": "2026-09-30", "values": {"DAY": "1000.00", "NIGHT": "500.00"}},
                "removed_on": None,
                "final": None,
            }
        ],
        **fields,
    }


class Machine:
    """An internal system with its own token. The gateway asks it for no X-Portal."""

    def __init__(self, http: httpx.Client, client: dict[str, str], scope: str) -> None:
        self._http, self._client, self._scope = http, client, scope
        self._token, self._good_until = "", 0.0

    @property
    def token(self) -> str:
        """A token with at least half of its life before it: a lane of tests outlives one."""
        if time.monotonic() >= self._good_until:
            grant = {"grant_type": "client_credentials", "scope": self._scope}
            auth = (self._client["client_id"], self._client["client_secret"])
            answer = self._http.post(TOKEN, data=grant, auth=auth)
            assert answer.status_code == 200, answer.text
            given = answer.json()
            self._token, self._good_until = str(given["access_token"]), time.monotonic() + given["expires_in"] / 2
        return self._token

    def call(self, method: str, path: str, **kwargs: Any) -> httpx.Response:
        """One request with the token."""
        return self._http.request(method, path, headers={"Authorization": f"Bearer {self.token}"}, **kwargs)


class Registry(Machine):
    """The system that tells us of contracts."""

    def __init__(self, http: httpx.Client, client: dict[str, str]) -> None:
        super().__init__(http, client, "registry:write")

    def put(self, number: str, body: dict[str, Any]) -> httpx.Response:
        """One contract."""
        return self.call("PUT", f"{PATH}/{number}", json=body)

    def batch(self, items: list[dict[str, Any]]) -> httpx.Response:
        """Many contracts."""
        return self.call("POST", f"{PATH}:batch", json={"items": items})

    def register(self, **fields: Any) -> tuple[str, str]:
        """A fresh contract; its number and its first e-mail."""
        number, body = fresh_number(), contract(**fields)
        answer = self.put(number, body)
        assert answer.status_code in {200, 201}, answer.text
        return number, (body["emails"] or [""])[0]
