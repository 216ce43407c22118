"""What identity is told from outside."""

import os
from base64 import b64decode
from datetime import timedelta
from typing import Annotated, Final, Self

from chassis.settings import ServiceSettings
from pydantic import AfterValidator, Field, model_validator
from pydantic_settings import SettingsConfigDict

_SECRETS: Final = ("link_keys", "sealing_keys")
DEVELOPMENT_KEY: Final = "ZGV2ZWxvcG1lbnQga2V5LCBub3QgYSBzZWNyZXQgMzI="
"""A key that everybody knows: for tests and experiments, refused in production."""


def _check_key(text: str) -> str:
    if len(b64decode(text, validate=True)) != 32:
        raise ValueError("not 32 bytes in base64")
    return text


Key = Annotated[str, AfterValidator(_check_key)]


class Settings(ServiceSettings):
    """Environment variables `IDENTITY_...`; times are durations as pydantic reads them ("PT1H" or seconds)."""

    model_config = SettingsConfigDict(env_prefix="IDENTITY_")

    link_keys: tuple[Key, ...] = Field((DEVELOPMENT_KEY,), repr=False, min_length=1)
    """Shared with the notifier: links in letters are derived from them. The first signs, all verify."""
    sealing_key: Key = Field(DEVELOPMENT_KEY, repr=False)
    """Seals private signing keys and secrets of authenticator applications at rest."""
    further_sealing_keys: tuple[Key, ...] = Field((), repr=False)
    """Open what they have sealed, and seal nothing: the next key before it is used, the last one after."""
    license_version: str = "2026-01"
    """The license agreement that a new user accepts."""

    session_idle: timedelta = timedelta(hours=24)
    session_absolute: timedelta = timedelta(days=30)
    confirmation_lifetime: timedelta = timedelta(days=3)
    reset_lifetime: timedelta = timedelta(hours=1)
    unconfirmed_lifetime: timedelta = timedelta(days=7)
    user_token_lifetime: timedelta = timedelta(seconds=60)
    system_token_lifetime: timedelta = timedelta(minutes=10)
    signing_key_lifetime: timedelta = timedelta(days=30)
    data_export_lifetime: timedelta = timedelta(days=3)
    """So long services may take to tell a person's data, and he to download it."""

    login_failures_per_address: int = 100
    """Wrong passwords from one address in 15 minutes, whatever the accounts."""

    hash_memory_kib: int = 19456
    hash_iterations: int = 2
    hash_threads: int = Field(default_factory=lambda: len(os.sched_getaffinity(0)), ge=1)
    """Hashes computed at once: by default as many as there are cores."""

    @property
    def sealing_keys(self) -> tuple[str, ...]:
        """The first seals, all open."""
        return (self.sealing_key, *self.further_sealing_keys)

    @model_validator(mode="after")
    def _refuse_known_secrets(self) -> Self:
        known = [name for name in _SECRETS if DEVELOPMENT_KEY in getattr(self, name)]
        if self.environment == "production" and known:
            raise ValueError(f"must not have their development values in production: {', '.join(known)}")
        return self
