"""Argon2id in threads: a hash takes tens of milliseconds of a core, and the event loop has none to give."""

import asyncio
import os
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from argon2 import PasswordHasher as Argon2
from argon2.exceptions import InvalidHashError, VerificationError

from identity.errors import TooBusy
from identity.settings import Settings

T = TypeVar("T")
_WAITING_PER_THREAD = 128
_NICENESS = 12


class PasswordHasher:
    """Hashes and verifies. At most `hash_threads` at once, the others wait; when too many wait: TooBusy."""

    def __init__(self, settings: Settings) -> None:
        self._argon2 = Argon2(memory_cost=settings.hash_memory_kib, time_cost=settings.hash_iterations, parallelism=1)
        self._pool = ThreadPoolExecutor(settings.hash_threads, "argon2", initializer=_yield_to_the_loop)
        self._room = settings.hash_threads * (1 + _WAITING_PER_THREAD)
        self._decoy = self._argon2.hash(secrets.token_hex())

    async def hash(self, password: str) -> str:
        """The text to keep for a password."""
        return await self._run(lambda: self._argon2.hash(password))

    async def matches(self, password: str, kept: str | None) -> bool:
        """Whether the password is the one kept. With nothing kept it takes as long, and is False."""
        matches = await self._run(lambda: self._verify(password, kept or self._decoy))
        return matches and kept is not None

    def is_outdated(self, kept: str) -> bool:
        """Whether the hash was made with other parameters than today's."""
        return self._argon2.check_needs_rehash(kept)

    def close(self) -> None:
        """Let the threads go."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _verify(self, password: str, kept: str) -> bool:
        try:
            return self._argon2.verify(kept, password)
        except (VerificationError, InvalidHashError):
            return False

    async def _run(self, work: Callable[[], T]) -> T:
        if self._room <= 0:
            raise TooBusy
        self._room -= 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, work)
        finally:
            self._room += 1


def _yield_to_the_loop() -> None:
    """On Linux niceness is a thread's own: whoever waits for an answer runs before whoever hashes."""
    os.nice(_NICENESS)
