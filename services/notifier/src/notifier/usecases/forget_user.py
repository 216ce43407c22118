"""Forget a user whose account is closed."""

from uuid import UUID

from chassis.database import AsyncSession

from notifier.storage.accounts import Accounts
from notifier.storage.calendars import Calendars
from notifier.storage.deliveries import Deliveries
from notifier.storage.preferences import Preferences
from notifier.storage.webhooks import Webhooks

_MANY = 1000


async def forget_user(session: AsyncSession, user_id: UUID) -> None:
    """His addresses, wishes and webhooks with their log go; what letters were delivered, when and how it ended, stays.
    What is still on its way (the last letter), or will yet come from another topic, is erased by `sweep_deliveries`
    once it is final."""
    deliveries = Deliveries(session)
    await deliveries.kill_links(user_id)
    await Preferences(session).forget(user_id)
    await Calendars(session).close(user_id)
    await Webhooks(session).forget(user_id)
    await Accounts(session).close(user_id)
    await deliveries.erase_closed(limit=_MANY)
