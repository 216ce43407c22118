"""What is kept here of one person, for him to take with him."""

from uuid import UUID

from events.personal_data import Kept
from sqlalchemy import func, select

from notifier.storage.calendars import CalendarRow
from notifier.storage.hook_models import Webhook
from notifier.storage.models import Account, Binding, Delivery, Preference


def kept_of(user_id: UUID) -> Kept:
    """Of letters those to his own address: others about him went to a contract's."""
    his = select(func.lower(Account.email)).where(Account.user_id == user_id).scalar_subquery()
    letter, choice = Delivery, Preference
    return {
        "account": select(Account.email).where(Account.user_id == user_id),
        "access": select(Binding.contract_number, Binding.role, Binding.bound_at, Binding.unbound_at).where(
            Binding.user_id == user_id
        ),
        "preferences": select(choice.kind, choice.contract_number, choice.enabled).where(choice.user_id == user_id),
        "letters": select(
            letter.kind, letter.contract_number, letter.email, letter.subject, letter.state, letter.created_at
        )
        .where(letter.user_id == user_id, func.lower(letter.email) == his)
        .order_by(letter.id),
        "calendar": select(CalendarRow.created_at).where(CalendarRow.user_id == user_id),
        "webhooks": select(
            Webhook.name, Webhook.url, Webhook.events, Webhook.contract_numbers, Webhook.state, Webhook.created_at
        )
        .where(Webhook.user_id == user_id)
        .order_by(Webhook.id),
    }
