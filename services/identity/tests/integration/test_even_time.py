"""The same time for known and unknown addresses, measured with real hashes and printed (`pytest -s`)."""

import statistics
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from asgi_lifespan import LifespanManager
from fastapi import FastAPI
from identity.main import build
from identity.settings import Settings

USERS, ROUNDS, ATTEMPTS = 4, 12, 3
NOISE_MS = 20.0


@pytest.fixture
async def app(database_url: str) -> AsyncIterator[FastAPI]:
    """With the hashes of production."""
    app = build(Settings(database_url=database_url))
    async with LifespanManager(app):
        yield app


async def test_known_and_unknown_take_the_same_time(
    create_user: Any, open_browser: Any, new_email: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    known = [(await create_user())[1] for _ in range(USERS)]
    calls: dict[str, Callable[[str], Awaitable[Any]]] = {
        "register": lambda email: open_browser().register(email),
        "login": lambda email: open_browser().login(email, "не тот пароль"),
        "forgot": lambda email: open_browser()("POST", "/auth/password/forgot", {"email": email}),
    }
    for name, call in calls.items():
        for _ in range(ATTEMPTS):  # what leaks, leaks in each; a busy machine now and then
            pairs = [  # interleaved: both meet the same noise
                (await _timed(call, known[n % USERS]), await _timed(call, new_email())) for n in range(ROUNDS)
            ]
            medians = [statistics.median(times) for times in zip(*pairs, strict=True)]
            difference = statistics.median(one - other for one, other in pairs)
            with capsys.disabled():
                known_ms, unknown_ms = (f"{median:.0f} ms" for median in medians)
                print(f"\n{name}: known {known_ms}, unknown {unknown_ms}, difference {difference:+.1f} ms", end="")
            if abs(difference) < NOISE_MS:
                break
        else:
            pytest.fail(f"{name} takes another time for a known address")


async def _timed(call: Callable[[str], Awaitable[Any]], email: str) -> float:
    started = time.perf_counter()
    answer = await call(email)
    assert answer.status_code in {202, 401}
    return (time.perf_counter() - started) * 1000
