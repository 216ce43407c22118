"""Limit letters: nobody is flooded, and nobody learns from it whether an address is known."""

import math
from datetime import timedelta
from typing import Final

from chassis.database import AsyncSession

from identity.domain.throttling import LETTERS_PER_ADDRESS, NO_WAIT, REQUESTS_PER_USER
from identity.errors import TooManyLetters
from identity.storage.throttles import Throttles

_REQUESTS: Final = "requests"
BETWEEN_LETTERS: Final = timedelta(seconds=60)
"""A letter takes a while to arrive: the portal counts down so long before it offers another."""


async def may_write_to(session: AsyncSession, email: str) -> bool:
    """Whether one more letter may go to this address. Counted the same for known and unknown ones."""
    return await Throttles(session).take("letters", email, LETTERS_PER_ADDRESS) == NO_WAIT


async def limit_requests(session: AsyncSession, user_id: str) -> int:
    """A signed-in user asks for one more letter: in how many seconds he may ask again. Raises TooManyLetters."""
    throttles = Throttles(session)
    wait = await throttles.take(_REQUESTS, user_id, REQUESTS_PER_USER)
    if wait > NO_WAIT:
        raise TooManyLetters(retry_after=math.ceil(wait.total_seconds()))
    wait = await throttles.wait_in_window(_REQUESTS, user_id, REQUESTS_PER_USER)
    return math.ceil(max(wait, BETWEEN_LETTERS).total_seconds())
