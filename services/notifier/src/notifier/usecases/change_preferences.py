"""Change what a user is told about."""

from collections.abc import Mapping
from uuid import UUID

from chassis.database import AsyncSession

from notifier.domain.letters import LETTERS, Choice
from notifier.errors import SecurityLetter
from notifier.storage.preferences import Preferences


async def change_preferences(session: AsyncSession, user_id: UUID, choices: Mapping[tuple[str, str], bool]) -> None:
    """Replace the user's choices by (kind, contract number or ALL_CONTRACTS).

    Raises SecurityLetter when one of them would switch off a letter that always comes.
    """
    kept = {}
    for (kind, number), enabled in choices.items():
        if LETTERS[kind].choice is Choice.OPTIONAL:
            kept[kind, number] = enabled
        elif not enabled:
            raise SecurityLetter(kind=kind)
    await Preferences(session).replace(user_id, kept)
