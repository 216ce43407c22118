"""How often is too often. Counters are kept per account and address, so a stranger never shuts the owner out."""

from datetime import datetime, timedelta
from typing import NamedTuple

FREE_WRONG_TRIES = 4
FIRST_DELAY = timedelta(seconds=5)
LONGEST_DELAY = timedelta(seconds=900)
FORGET_WRONG_TRIES_AFTER = timedelta(days=1)
NO_WAIT = timedelta(0)


class Budget(NamedTuple):
    """At most `limit` in any window that starts with the first of them."""

    limit: int
    window: timedelta


LETTERS_PER_ADDRESS = Budget(20, timedelta(hours=1))
"""Letters to one address, whoever asks for them: what is above is silently not written."""
REQUESTS_PER_USER = Budget(5, timedelta(hours=1))
"""Letters that a signed-in user may ask for: what is above is 429."""
RESETS_PER_ADDRESS = Budget(5, timedelta(hours=1))
"""Password-reset letters to one address: what is above is silently not written."""
CODES_PER_USER = Budget(30, timedelta(hours=1))
"""Wrong codes of a second factor, from wherever: whoever has the password still has to guess one in a million."""
WARNINGS_PER_USER = Budget(3, timedelta(days=1))
"""Warnings about suspicious sign-ins."""


def delay_after(wrong_in_a_row: int) -> timedelta:
    """How long to wait after so many wrong passwords in a row: 0 up to the 4th, then 5, 10, 20 ... 900 s."""
    if wrong_in_a_row <= FREE_WRONG_TRIES:
        return NO_WAIT
    doublings = min(wrong_in_a_row - FREE_WRONG_TRIES - 1, 10)
    return min(FIRST_DELAY * (1 << doublings), LONGEST_DELAY)


def wait_in_row(wrong: int | None, last_at: datetime | None, now: datetime) -> timedelta:
    """How long until another try is taken, after so many wrong ones in a row."""
    return max(last_at + delay_after(wrong) - now, NO_WAIT) if wrong and last_at else NO_WAIT


def wait_in_window(counted: int | None, since: datetime | None, budget: Budget, now: datetime) -> timedelta:
    """How long until one more is within the budget."""
    used_up = counted is not None and counted >= budget.limit
    return max(since + budget.window - now, NO_WAIT) if used_up and since else NO_WAIT
