"""Logins next to what argon2 alone allows on this machine, and what the crowd at the door costs those inside."""

import asyncio
import json
import os
import statistics
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from argon2 import PasswordHasher

from bench.gateway_cpu import PATH, sign_in
from bench.http_load import Answer, Client, refused, request

SECONDS = 6.0
CLIENTS = 24  # an answer is padded to a whole number of 100 ms, so few clients could not keep the cores busy
INSIDE_EVERY = 0.02


class Login:
    """`one_round` gives (logins a second, hashes a second of argon2 alone); `inside` its p99 in ms (crowd, idle)."""

    def __init__(self, stack: Any) -> None:
        user = {key: stack["demo_user"][key] for key in ("email", "password")}
        # Straight to identity: the limit by address is the gateway's, and is not what is measured.
        self._identity = f"http://127.0.0.1:{stack['ports']['identity.api']}"
        url = f"{self._identity}/api/identity/v1/auth/login"
        self._login = request(url, "X-Forwarded-For: 127.0.0.1", method="POST", body=json.dumps(user).encode())
        self._gateway = stack["gateway"]
        self._inside = request(self._gateway + PATH, f"Cookie: {sign_in(stack)}")
        self.inside: list[tuple[float, float]] = []

    def one_round(self) -> tuple[float, float]:
        """Argon2 alone, those inside alone, then logins with those inside beside them."""
        alone = hashes_per_second(SECONDS / 2)
        idle = asyncio.run(self._from_inside(SECONDS / 2))
        logins, crowded = asyncio.run(self._crowd())
        self.inside.append((p99(crowded), p99(idle)))
        return logins, alone

    async def _crowd(self) -> tuple[float, list[Answer]]:
        begun = time.monotonic()
        crowd = asyncio.gather(*(self._keep_coming(begun + SECONDS) for _ in range(CLIENTS)))
        crowded = await self._from_inside(SECONDS)
        entered = [answer for answers in await crowd for answer in answers]
        if bad := refused(entered):
            raise RuntimeError(f"refused: {bad}")
        return len(entered) / (time.monotonic() - begun), crowded

    async def _keep_coming(self, until: float) -> list[Answer]:
        client = Client(self._identity)
        answers = []
        while time.monotonic() < until:
            answers.append(await client.send(self._login))
        client.close()
        return answers

    async def _from_inside(self, seconds: float) -> list[Answer]:
        """A signed-in call through the gateway again and again, at a steady pace."""
        client = Client(self._gateway)
        answers = []
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            answers.append(await client.send(self._inside))
            await asyncio.sleep(max(0.0, INSIDE_EVERY - answers[-1].seconds))
        client.close()
        if bad := refused(answers):
            raise RuntimeError(f"refused inside: {bad}")
        return answers


def hashes_per_second(seconds: float) -> float:
    """Argon2 and nothing else, on every core."""
    argon2 = PasswordHasher(memory_cost=19456, time_cost=2, parallelism=1)  # as identity's own
    kept = argon2.hash("correct horse battery staple")
    until = time.monotonic() + seconds

    def work() -> int:
        done = 0
        while time.monotonic() < until:
            argon2.verify(kept, "correct horse battery staple")
            done += 1
        return done

    cores = os.cpu_count() or 1
    begun = time.monotonic()
    with ThreadPoolExecutor(cores) as threads:
        done = sum(threads.map(lambda _: work(), range(cores)))
    return done / (time.monotonic() - begun)


def p99(answers: Sequence[Answer]) -> float:
    """In milliseconds."""
    return statistics.quantiles([answer.seconds * 1000 for answer in answers], n=100)[98]
