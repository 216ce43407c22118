"""Ask for a password reset: the same answer and work for known and unknown addresses."""

from chassis.database import AsyncSession
from events import publish
from events.schemas.identity import PasswordResetRequested

from identity.domain.throttling import NO_WAIT, RESETS_PER_ADDRESS
from identity.settings import Settings
from identity.storage.throttles import Throttles
from identity.storage.users import Users
from identity.usecases.make_link import RESET_PASSWORD, make_link


async def request_password_reset(session: AsyncSession, settings: Settings, email: str) -> None:
    """A letter with a link, if a confirmed user has the address and it was not written to too often.

    The counter is written for every address, so that a known one costs no more than the link and its event.
    """
    is_allowed = await Throttles(session).take("reset", email, RESETS_PER_ADDRESS) == NO_WAIT
    user = await Users(session).confirmed(email)
    if user is None or not is_allowed:
        return
    link = make_link(session, user.id, RESET_PASSWORD, email, settings.reset_lifetime)
    await publish(session, PasswordResetRequested(user_id=user.id, email=email, reset=link))
