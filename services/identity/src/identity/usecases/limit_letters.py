"""Limit letters: nobody is flooded, and nobody learns from it whether an address is known."""

import math

from chassis.database import AsyncSession

from identity.domain.throttling import LETTERS_PER_ADDRESS, NO_WAIT, REQUESTS_PER_USER
from identity.errors import TooManyLetters
from identity.storage.throttles import Throttles


async def may_write_to(session: AsyncSession, email: str) -> bool:
    """Whether one more letter may go to this address. Counted the same for known and unknown ones."""
    return await Throttles(session).take("letters", email, LETTERS_PER_ADDRESS) == NO_WAIT


async def limit_requests(session: AsyncSession, user_id: str) -> None:
    """A signed-in user asks for one more letter. Raises TooManyLetters."""
    wait = await Throttles(session).take("requests", user_id, REQUESTS_PER_USER)
    if wait > NO_WAIT:
        raise TooManyLetters(retry_after=math.ceil(wait.total_seconds()))
