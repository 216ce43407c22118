"""What a signed-in GET costs through the gateway, next to the same GET straight to its service.

CPU seconds of the gateway, identity's api and the service, by /proc; with the token in hand the service alone is asked.
"""

import asyncio
from typing import Any

import httpx
import psutil

from bench.http_load import load, refused, request

PATH = "/api/contracts/v1/contracts"
REQUESTS = 2000
CLIENTS = 8
SESSIONS = 20  # each is one person's; a single one would meet the limit by session


class GatewayCpu:
    """`one_round` gives (milliseconds of CPU a request through the gateway, and straight to the service)."""

    def __init__(self, stack: Any) -> None:
        self._gateway = stack["gateway"]
        self._straight = f"http://127.0.0.1:{stack['ports']['contracts.api']}"
        self._check = f"http://127.0.0.1:{stack['ports']['identity.api']}/internal/session-check/bench"
        self._behind = [stack["processes"][name] for name in ("gateway", "identity.api", "contracts.api")]
        self._service = [stack["processes"]["contracts.api"]]
        self._cookies = [sign_in(stack) for _ in range(SESSIONS)]

    def one_round(self) -> tuple[float, float]:
        """Both, one after the other."""
        through = [request(self._gateway + PATH, f"Cookie: {cookie}") for cookie in self._cookies]
        value = self._cost(self._gateway, through, self._behind)
        straight = [request(self._straight + PATH, f"Authorization: {self._token(cookie)}") for cookie in self._cookies]
        return value, self._cost(self._straight, straight, self._service)

    def _token(self, cookie: str) -> str:
        return httpx.get(self._check, headers={"Cookie": cookie}).headers["authorization"]

    def _cost(self, url: str, requests: list[bytes], processes: list[int]) -> float:
        before = cpu_seconds(processes)
        answers = asyncio.run(load(url, requests, total=REQUESTS, clients=CLIENTS))
        spent = cpu_seconds(processes) - before
        if bad := refused(answers):
            raise RuntimeError(f"refused: {bad}")
        return spent / REQUESTS * 1000


def cpu_seconds(processes: list[int]) -> float:
    """User and system time so far of these processes and of their children."""
    alive = [psutil.Process(pid) for pid in processes]
    family = [*alive, *(child for one in alive for child in one.children(recursive=True))]
    return sum(sum(one.cpu_times()[:2]) for one in family)


def sign_in(stack: Any) -> str:
    """A session of the demo user, as a Cookie header's value."""
    user = {key: stack["demo_user"][key] for key in ("email", "password")}
    url = f"{stack['gateway']}/api/identity/v1/auth/login"
    answer = httpx.post(url, json=user, headers={"X-Portal": "1"})
    answer.raise_for_status()
    return answer.headers["set-cookie"].partition(";")[0]
