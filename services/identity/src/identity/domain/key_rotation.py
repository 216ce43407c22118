"""When a signing key is made, used and forgotten, so that no verifier ever meets an unknown one."""

from datetime import datetime, timedelta
from typing import NamedTuple

PUBLISHED_AHEAD = timedelta(minutes=15)
"""Longer than anybody keeps a copy of the JWKS (`JWKS_MAX_AGE`) or of the key ring."""
JWKS_MAX_AGE = timedelta(minutes=5)
KEPT_AFTER = timedelta(minutes=30)
"""Longer than any token lives."""


class KeyTimes(NamedTuple):
    """A key by its name and the instant from which it signs."""

    kid: str
    active_from: datetime


def signing(keys: list[KeyTimes], now: datetime) -> KeyTimes | None:
    """The key that signs now: the newest of those that are active."""
    return max((key for key in keys if key.active_from <= now), key=lambda key: key.active_from, default=None)


def next_active_from(keys: list[KeyTimes], now: datetime, lifetime: timedelta) -> datetime | None:
    """From when a new key has to sign, if one has to be made now. The first one signs at once."""
    if not keys:
        return now
    newest = max(key.active_from for key in keys)
    due = newest + lifetime
    return max(due, now + PUBLISHED_AHEAD) if now >= due - PUBLISHED_AHEAD else None


def forgettable_before(keys: list[KeyTimes], now: datetime) -> datetime | None:
    """Keys active before this instant are no longer needed: the one after them has signed for long enough."""
    settled = [key.active_from for key in keys if key.active_from <= now - KEPT_AFTER]
    return max(settled, default=None)
