"""What the caller wants to be told about."""

from uuid import UUID

from chassis.auth import ReadyUser
from chassis.database import AsyncSession, SessionDep
from fastapi import APIRouter

from notifier.api.schemas import PreferenceOut, PreferencesIn, PreferencesOut
from notifier.domain.letters import Choice, preferable_letters
from notifier.storage.preferences import ALL_CONTRACTS, Preferences
from notifier.usecases.change_preferences import change_preferences

router = APIRouter(prefix="/api/notifier/v1", tags=["preferences"])


@router.get("/preferences")
async def get_preferences(user: ReadyUser, session: SessionDep) -> PreferencesOut:
    """Every kind of letter to an account, and whether it comes."""
    return await _preferences(session, UUID(user.subject))


@router.put("/preferences")
async def put_preferences(user: ReadyUser, session: SessionDep, body: PreferencesIn) -> PreferencesOut:
    """Replace all choices. Switching off a security letter: 409 `security_letter`."""
    choices = {(item.kind, item.contract_number or ALL_CONTRACTS): item.enabled for item in body.items}
    await change_preferences(session, UUID(user.subject), choices)
    return await _preferences(session, UUID(user.subject))


async def _preferences(session: AsyncSession, user_id: UUID) -> PreferencesOut:
    chosen = await Preferences(session).of(user_id)
    general = [
        PreferenceOut(
            kind=letter.kind,
            enabled=chosen.get((letter.kind, ALL_CONTRACTS), True),
            locked=letter.choice is Choice.LOCKED,
        )
        for letter in preferable_letters()
    ]
    by_contract = [
        PreferenceOut(kind=kind, contract_number=number, enabled=enabled)
        for (kind, number), enabled in chosen.items()
        if number != ALL_CONTRACTS
    ]
    return PreferencesOut(items=general + by_contract)
