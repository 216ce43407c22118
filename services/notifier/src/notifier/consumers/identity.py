"""What identity publishes."""

from chassis.database import AsyncSession
from events import Router
from events.schemas import identity as events

from notifier.domain import letters
from notifier.domain.addresses import same_address
from notifier.domain.letters import LinkGrant
from notifier.storage.accounts import Accounts
from notifier.usecases.forget_user import forget_user
from notifier.usecases.queue_letter import NewLetter, queue_letter

router = Router()


def _grant(link: events.LinkGrant) -> LinkGrant:
    return LinkGrant(link.link_id, link.expires_at)


async def _confirm_or_tell(
    session: AsyncSession, event: events.UserRegistered | events.EmailConfirmationRequested
) -> None:
    known = event.confirmation is None
    await queue_letter(
        session,
        NewLetter(
            letter=letters.ALREADY_REGISTERED if known else letters.CONFIRM_EMAIL,
            email=event.email,
            source_event_id=event.id,
            user_id=event.user_id,
            facts={"occasion": "registration"} if known else {},
            link=_grant(event.confirmation) if event.confirmation else None,
        ),
    )


@router.on(events.UserRegistered)
async def user_registered(session: AsyncSession, event: events.UserRegistered) -> None:
    """The address is to be confirmed, or has an account already."""
    if event.letter:
        await _confirm_or_tell(session, event)


@router.on(events.EmailConfirmationRequested)
async def email_confirmation_requested(session: AsyncSession, event: events.EmailConfirmationRequested) -> None:
    """The same letter again."""
    await _confirm_or_tell(session, event)


@router.on(events.EmailConfirmed)
async def email_confirmed(session: AsyncSession, event: events.EmailConfirmed) -> None:
    """From now on we know where to write to this user."""
    await Accounts(session).set_email(event.user_id, event.email)


@router.on(events.EmailChangeRequested)
async def email_change_requested(session: AsyncSession, event: events.EmailChangeRequested) -> None:
    """The new address is to be confirmed, the old one is told."""
    known = event.confirmation is None
    await queue_letter(
        session,
        NewLetter(
            letter=letters.ALREADY_REGISTERED if known else letters.CONFIRM_NEW_EMAIL,
            email=event.new_email,
            source_event_id=event.id,
            user_id=event.user_id,
            facts={"occasion": "email_change"} if known else {},
            link=_grant(event.confirmation) if event.confirmation else None,
        ),
    )
    if not same_address(event.old_email, event.new_email):
        await _tell_old_address(session, event, letters.EMAIL_CHANGE_REQUESTED, event.new_email)


@router.on(events.EmailChanged)
async def email_changed(session: AsyncSession, event: events.EmailChanged) -> None:
    """The old address is told for the last time."""
    await Accounts(session).set_email(event.user_id, event.email)
    if not same_address(event.old_email, event.email):
        await _tell_old_address(session, event, letters.EMAIL_CHANGED, event.email)


async def _tell_old_address(
    session: AsyncSession,
    event: events.EmailChangeRequested | events.EmailChanged,
    letter: letters.Letter,
    new_email: str,
) -> None:
    await queue_letter(
        session,
        NewLetter(
            letter=letter,
            email=event.old_email,
            source_event_id=event.id,
            user_id=event.user_id,
            facts={"new_email": new_email, "at": event.occurred_at.isoformat()},
        ),
    )


@router.on(events.PasswordResetRequested)
async def password_reset_requested(session: AsyncSession, event: events.PasswordResetRequested) -> None:
    """The link to set a new password."""
    await queue_letter(
        session,
        NewLetter(
            letter=letters.PASSWORD_RESET,
            email=event.email,
            source_event_id=event.id,
            user_id=event.user_id,
            link=_grant(event.reset),
        ),
    )


@router.on(events.PasswordChanged)
async def password_changed(session: AsyncSession, event: events.PasswordChanged) -> None:
    """The owner is told, in case it was not he."""
    await queue_letter(
        session,
        NewLetter(
            letter=letters.PASSWORD_CHANGED,
            email=event.email,
            source_event_id=event.id,
            user_id=event.user_id,
            facts={"how": event.how, "at": event.occurred_at.isoformat()},
        ),
    )


@router.on(events.SuspiciousSignIn)
async def suspicious_sign_in(session: AsyncSession, event: events.SuspiciousSignIn) -> None:
    """The owner is told."""
    await queue_letter(
        session,
        NewLetter(
            letter=letters.SUSPICIOUS_SIGN_IN,
            email=event.email,
            source_event_id=event.id,
            user_id=event.user_id,
            facts={
                "reason": event.reason,
                "address": event.address,
                "device": event.device,
                "at": event.occurred_at.isoformat(),
            },
        ),
    )


@router.on(events.SecondFactorChanged)
async def second_factor_changed(session: AsyncSession, event: events.SecondFactorChanged) -> None:
    """The owner is told, in case it was not he."""
    await queue_letter(
        session,
        NewLetter(
            letter=letters.SECOND_FACTOR_CHANGED,
            email=event.email,
            source_event_id=event.id,
            user_id=event.user_id,
            facts={"change": event.change, "name": event.name, "at": event.occurred_at.isoformat()},
        ),
    )


@router.on(events.AccessTokenCreated)
async def access_token_created(session: AsyncSession, event: events.AccessTokenCreated) -> None:
    """The owner is told, in case it was not he."""
    await queue_letter(
        session,
        NewLetter(
            letter=letters.ACCESS_TOKEN_CREATED,
            email=event.email,
            source_event_id=event.id,
            user_id=event.user_id,
            facts={
                "name": event.name,
                "scopes": event.scopes,
                "until": event.expires_at.isoformat(),
                "at": event.occurred_at.isoformat(),
            },
        ),
    )


@router.on(events.DataExportReady)
async def data_export_ready(session: AsyncSession, event: events.DataExportReady) -> None:
    """What is kept of him has been gathered."""
    await queue_letter(
        session,
        NewLetter(
            letter=letters.DATA_EXPORT_READY,
            email=event.email,
            source_event_id=event.id,
            user_id=event.user_id,
            facts={"until": event.expires_at.isoformat()},
        ),
    )


@router.on(events.AccountClosed)
async def account_closed(session: AsyncSession, event: events.AccountClosed) -> None:
    """The last letter; oblivion follows with UserClosed."""
    await queue_letter(
        session,
        NewLetter(letter=letters.ACCOUNT_CLOSED, email=event.email, source_event_id=event.id, user_id=event.user_id),
    )


@router.on(events.UserClosed)
async def user_closed(session: AsyncSession, event: events.UserClosed) -> None:
    """Oblivion."""
    await forget_user(session, event.user_id)
