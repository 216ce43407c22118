"""Hashing never holds the loop, and costs the same for somebody as for nobody."""

import asyncio
import time
from collections.abc import Iterator

import pytest
from identity.clients.password_hasher import PasswordHasher
from identity.errors import TooBusy
from identity.settings import Settings


@pytest.fixture
def hasher() -> Iterator[PasswordHasher]:
    hasher = PasswordHasher(Settings(hash_memory_kib=64, hash_iterations=1, hash_threads=1))
    yield hasher
    hasher.close()


async def test_a_password_matches_its_own_hash_only(hasher: PasswordHasher) -> None:
    kept = await hasher.hash("сорок две")

    assert kept.startswith("$argon2id$v=19$m=64,t=1,p=1$")
    assert await hasher.matches("сорок две", kept)
    assert not await hasher.matches("сорок три", kept)
    assert not await hasher.matches("сорок две", None)
    assert not await hasher.matches("сорок две", "not a hash")


async def test_a_hash_of_other_parameters_is_outdated(hasher: PasswordHasher) -> None:
    stronger = PasswordHasher(Settings(hash_memory_kib=128, hash_iterations=1, hash_threads=1))
    kept = await hasher.hash("сорок две")

    assert not hasher.is_outdated(kept)
    assert stronger.is_outdated(kept)
    assert await stronger.matches("сорок две", kept)
    stronger.close()


async def test_the_loop_runs_on_while_a_hash_is_computed() -> None:
    hasher = PasswordHasher(Settings(hash_memory_kib=65536, hash_iterations=4, hash_threads=1))
    hashing = asyncio.ensure_future(hasher.hash("сорок две"))
    longest, last = 0.0, time.perf_counter()
    while not hashing.done():
        await asyncio.sleep(0)
        longest, last = max(longest, time.perf_counter() - last), time.perf_counter()
    hasher.close()

    assert longest < 0.1


async def test_too_many_at_the_door_are_asked_to_come_back(hasher: PasswordHasher) -> None:
    crowd = [asyncio.ensure_future(hasher.hash("сорок две")) for _ in range(300)]

    results = await asyncio.gather(*crowd, return_exceptions=True)

    refused = [result for result in results if isinstance(result, TooBusy)]
    assert 0 < len(refused) < 300
    assert await hasher.hash("сорок две")
