"""News of identity: how users are called and reached, and who is gone."""

from chassis.database import AsyncSession
from events import Router
from events.schemas.identity import EmailChanged, EmailConfirmed, ProfileCompleted, UserClosed, UserRegistered

from contracts.usecases.close_user import close_user
from contracts.usecases.remember_user import remember_user

router = Router()


@router.on(UserRegistered)
async def on_registered(session: AsyncSession, event: UserRegistered) -> None:
    """The address is not confirmed yet, but it is the only one he has."""
    await remember_user(session, event.user_id, email=event.email)


@router.on(EmailConfirmed)
async def on_confirmed(session: AsyncSession, event: EmailConfirmed) -> None:
    """The address is his."""
    await remember_user(session, event.user_id, email=event.email)


@router.on(EmailChanged)
async def on_changed(session: AsyncSession, event: EmailChanged) -> None:
    """Letters go to the new address from now on."""
    await remember_user(session, event.user_id, email=event.email)


@router.on(ProfileCompleted)
async def on_profile(session: AsyncSession, event: ProfileCompleted) -> None:
    """How the page of a contract names him."""
    parts = (event.surname, event.given_name, event.patronymic)
    await remember_user(session, event.user_id, name=" ".join(part for part in parts if part))


@router.on(UserClosed)
async def on_closed(session: AsyncSession, event: UserClosed) -> None:
    """His bindings end."""
    await close_user(session, event.user_id, event.occurred_at)
