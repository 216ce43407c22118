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

SECONDS = 5.0
CLIENTS = 24  # an answer is padded to a whole number of steps, so few clients could not keep the cores busy
INSIDE_EVERY = 0.05
STEP = 0.1  # of identity's padding: clients who begin in one instant would be kept in step by it, as no crowd is


class Crowd:
    """Many who sign in at once, and one who is inside already and goes on working."""

    def __init__(self, stack: Any) -> None:
        user = {key: stack["demo_user"][key] for key in ("email", "password")}
        # Straight to identity: the limit by address is the gateway's, and is not what is measured.
        self._identity = f"http://127.0.0.1:{stack['ports']['identity.api']}"
        url = f"{self._identity}/api/identity/v1/auth/login"
        self._login = request(url, "X-Forwarded-For: 127.0.0.1", method="POST", body=json.dumps(user).encode())
        self._gateway = stack["gateway"]
        self._inside = request(self._gateway + PATH, f"Cookie: {sign_in(stack)}")

    async def come(self) -> tuple[float, list[Answer]]:
        """Logins a second, and the answers that who is inside got meanwhile."""
        begun = time.monotonic()
        crowd = asyncio.gather(*(self._keep_coming(STEP * n / CLIENTS, begun + SECONDS) for n in range(CLIENTS)))
        inside = await self.work()
        entered = [answer for answers in await crowd for answer in answers]
        spent = time.monotonic() - begun
        _all_well(entered)
        return len(entered) / spent, inside

    async def work(self) -> list[Answer]:
        """A signed-in call through the gateway again and again, at a steady pace."""
        client = Client(self._gateway)
        answers: list[Answer] = []
        until = time.monotonic() + SECONDS
        while time.monotonic() < until:
            answers.append(await client.send(self._inside))
            await asyncio.sleep(max(0.0, INSIDE_EVERY - answers[-1].seconds))
        client.close()
        _all_well(answers)
        return answers

    async def _keep_coming(self, delay: float, until: float) -> list[Answer]:
        await asyncio.sleep(delay)
        client = Client(self._identity)
        answers: list[Answer] = []
        while time.monotonic() < until:
            answers.append(await client.send(self._login))
        client.close()
        return answers


class Login:
    """`one_round` gives (logins a second, hashes a second of argon2 alone)."""

    def __init__(self, stack: Any) -> None:
        self._crowd = Crowd(stack)

    def one_round(self) -> tuple[float, float]:
        """Argon2 alone, then the crowd, with somebody working inside meanwhile."""
        alone = hashes_per_second()
        logins, _ = asyncio.run(self._crowd.come())
        return logins, alone


class LoginInside:
    """`one_round` gives the p99 in milliseconds of who is inside (with the crowd at the door, without)."""

    def __init__(self, stack: Any) -> None:
        self._crowd = Crowd(stack)

    def one_round(self) -> tuple[float, float]:
        """Idle, then with the crowd."""
        idle = asyncio.run(self._crowd.work())
        _, crowded = asyncio.run(self._crowd.come())
        return p99(crowded), p99(idle)


def hashes_per_second() -> float:
    """Argon2 and nothing else, on every core."""
    argon2 = PasswordHasher(memory_cost=19456, time_cost=2, parallelism=1)  # as identity's own
    kept = argon2.hash("correct horse battery staple")
    until = time.monotonic() + SECONDS

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


def _all_well(answers: Sequence[Answer]) -> None:
    if bad := refused(answers):
        raise RuntimeError(f"refused: {bad}")
