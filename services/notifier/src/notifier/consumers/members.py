"""What contracts publishes about other users of contracts. As with bindings, what is read again after long changes whom
a contract is known to be seen by, and tells nobody."""

from datetime import UTC, datetime
from typing import Final

from chassis.database import AsyncSession
from events import Router
from events.schemas import contracts as events

from notifier.consumers import hooks
from notifier.domain import letters
from notifier.domain.letters import Letter, LinkGrant
from notifier.domain.news import Manner
from notifier.storage.accounts import Accounts
from notifier.storage.holders import Held, Holders
from notifier.usecases.queue_letter import NewLetter, queue_letter
from notifier.usecases.tell_webhooks import tell_webhooks

_Membership = events.MemberJoined | events.MemberRoleChanged | events.MemberLeft
_BY_HIMSELF: Final = {"left", "account_closed"}


def build_router(manner: Manner) -> Router:
    """Its handlers."""
    router = Router()

    def is_recent(event: events.MemberEvent) -> bool:
        return manner.is_recent(event.occurred_at, datetime.now(UTC))

    @router.on(events.MemberInvited)
    async def member_invited(session: AsyncSession, event: events.MemberInvited) -> None:
        if is_recent(event):
            await _invite(session, event)

    @router.on(events.MemberJoined)
    async def member_joined(session: AsyncSession, event: events.MemberJoined) -> None:
        await Accounts(session).learn_email(event.member_user_id, event.email)
        await Holders(session).begin(_held(event), at=event.joined_at)
        await tell_webhooks(session, [hooks.member_joined(event)])
        if is_recent(event):
            await _tell_owner(session, event, letters.MEMBER_JOINED, member_email=event.email, at=event.joined_at)

    @router.on(events.MemberRoleChanged)
    async def member_role_changed(session: AsyncSession, event: events.MemberRoleChanged) -> None:
        await Holders(session).give_role(_held(event))
        if is_recent(event):
            facts = {"role": event.role, "previous_role": event.previous_role, "at": event.changed_at.isoformat()}
            await _tell_member(session, event, letters.MEMBER_ROLE_CHANGED, **facts)

    @router.on(events.MemberLeft)
    async def member_left(session: AsyncSession, event: events.MemberLeft) -> None:
        await Holders(session).end(_held(event), at=event.left_at)
        await tell_webhooks(session, [hooks.member_left(event)])
        if is_recent(event):
            await _tell_of_leaving(session, event)

    return router


async def _tell_of_leaving(session: AsyncSession, event: events.MemberLeft) -> None:
    """Whoever did not do it himself is told."""
    if event.reason in _BY_HIMSELF:
        await _tell_owner(session, event, letters.MEMBER_LEFT, reason=event.reason, at=event.left_at)
    else:
        facts = {"reason": event.reason, "at": event.left_at.isoformat()}
        await _tell_member(session, event, letters.MEMBER_REMOVED, **facts)


def _held(event: _Membership) -> Held:
    return Held(event.member_id, event.contract_number, event.member_user_id, event.role)


async def _invite(session: AsyncSession, event: events.MemberInvited) -> None:
    """To an address whose owner may have no account: `user_id` is the inviting owner's, whom the letter tells about."""
    await queue_letter(
        session,
        NewLetter(
            letter=letters.MEMBER_INVITATION,
            email=event.email,
            source_event_id=event.id,
            user_id=event.user_id,
            contract_number=event.contract_number,
            facts={
                "asker": event.asked_by_name,
                "asker_email": event.asked_by_email,
                "party": event.party_name,
                "role": event.role,
            },
            link=LinkGrant(event.link_id, event.expires_at),
        ),
    )


async def _tell_owner(
    session: AsyncSession, event: events.MemberJoined | events.MemberLeft, letter: Letter, *, at: datetime, **facts: str
) -> None:
    await queue_letter(
        session,
        NewLetter(
            letter=letter,
            email=event.owner_email,
            source_event_id=event.id,
            user_id=event.user_id,
            contract_number=event.contract_number,
            facts={
                "member": event.member_name,
                "party": event.party_name,
                "role": event.role,
                "at": at.isoformat(),
                **facts,
            },
        ),
    )


async def _tell_member(
    session: AsyncSession, event: events.MemberRoleChanged | events.MemberLeft, letter: Letter, **facts: str
) -> None:
    await queue_letter(
        session,
        NewLetter(
            letter=letter,
            email=event.email,
            source_event_id=event.id,
            user_id=event.member_user_id,
            contract_number=event.contract_number,
            facts={"party": event.party_name, **facts},
        ),
    )
