"""Forget a user whose account is closed."""

from uuid import UUID

from chassis.database import AsyncSession

from notifier.domain.letters import ACCOUNT_CLOSED
from notifier.storage.accounts import Accounts
from notifier.storage.deliveries import Deliveries
from notifier.storage.preferences import Preferences
from notifier.usecases.queue_letter import NewLetter, queue_letter

_MANY = 1000


async def forget_user(session: AsyncSession, user_id: UUID, *, source_event_id: UUID) -> None:
    """Tell him so once more, then keep nothing. What is still on its way, or will yet come from another topic,
    is erased by `sweep_deliveries` once it is final."""
    deliveries, accounts = Deliveries(session), Accounts(session)
    email = await accounts.email_of(user_id)
    await deliveries.kill_links(user_id)
    await Preferences(session).forget(user_id)
    await accounts.close(user_id)
    await deliveries.erase_closed(limit=_MANY)
    if email is not None:
        await queue_letter(
            session, NewLetter(letter=ACCOUNT_CLOSED, email=email, source_event_id=source_event_id, user_id=user_id)
        )
