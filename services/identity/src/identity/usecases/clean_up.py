"""Clean up what has run out: unconfirmed users, sessions, links, counters."""

from datetime import UTC, datetime, timedelta

from chassis.database import AsyncSession

from identity.settings import Settings
from identity.storage.access_tokens import AccessTokens
from identity.storage.data_exports import DataExports
from identity.storage.links import Links
from identity.storage.passkeys import PasskeyChallenges
from identity.storage.sessions import Sessions
from identity.storage.throttles import Throttles
from identity.storage.users import Users
from identity.usecases.close_users import publish_closed

_BATCH = 500
_LINKS_KEPT = timedelta(days=30)
"""So long a link that was used still says «уже подтверждено»."""
_THROTTLES_KEPT = timedelta(days=2)
_TOKENS_KEPT = timedelta(days=30)
"""So long an expired access token still stands in its owner's list: he sees why his system is refused."""


async def expire_unconfirmed_users(session: AsyncSession, settings: Settings) -> bool:
    """End a batch of users who never confirmed their address; True if there may be more."""
    oldest = datetime.now(UTC) - settings.unconfirmed_lifetime
    ended = await Users(session).delete_unconfirmed_before(oldest, limit=_BATCH)
    await publish_closed(session, ended, reason="unconfirmed")
    return len(ended) == _BATCH


async def prune_leftovers(session: AsyncSession, settings: Settings) -> None:
    """Forget ended sessions, old links, challenges nobody answered, data gathered long ago, idle counters."""
    now = datetime.now(UTC)
    await Sessions(session).prune(now=now, idle=settings.session_idle)
    await Links(session).prune(expired_before=now - _LINKS_KEPT)
    await Throttles(session).prune(untouched_since=now - _THROTTLES_KEPT)
    await PasskeyChallenges(session).prune(expired_before=now)
    await DataExports(session).expire(now)
    await AccessTokens(session).prune(expired_before=now - _TOKENS_KEPT)
