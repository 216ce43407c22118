"""What contracts publishes about bindings. The topic keeps it for ever, so what is read again after long changes whom
a contract is known to belong to, and tells nobody."""

from collections.abc import Sequence
from datetime import UTC, datetime

from chassis.database import AsyncSession
from events import Router
from events.schemas import contracts as events

from notifier.consumers import hooks
from notifier.consumers.dates import verifications_of
from notifier.domain import letters
from notifier.domain.addresses import same_address
from notifier.domain.letters import Letter, LinkGrant
from notifier.domain.news import Manner
from notifier.storage.accounts import Accounts
from notifier.storage.holders import Held, Holders
from notifier.usecases.keep_dates import keep_dates
from notifier.usecases.queue_letter import NewLetter, queue_letter
from notifier.usecases.tell_webhooks import tell_webhooks


def build_router(manner: Manner) -> Router:
    """Its handlers."""
    router = Router()

    def is_recent(event: events.BindingEvent) -> bool:
        return manner.is_recent(event.occurred_at, datetime.now(UTC))

    @router.on(events.ContractBindRequested)
    async def contract_bind_requested(session: AsyncSession, event: events.ContractBindRequested) -> None:
        # A rejection carries no address and follows under the same key, so it is remembered from here.
        await Accounts(session).learn_email(event.user_id, event.asked_by_email)
        if is_recent(event):
            await _ask(session, event)

    @router.on(events.ContractBindRejected)
    async def contract_bind_rejected(session: AsyncSession, event: events.ContractBindRejected) -> None:
        if is_recent(event):
            await _tell_rejection(session, event)

    @router.on(events.ContractBound)
    async def contract_bound(session: AsyncSession, event: events.ContractBound) -> None:
        await Accounts(session).learn_email(event.user_id, event.owner_email)
        await Holders(session).begin(_owned(event), at=event.bound_at)
        await tell_webhooks(session, [hooks.contract_bound(event)])
        if is_recent(event):
            await _tell_both(session, event, event.bound_at, letters.CONTRACT_BOUND, letters.CONTRACT_BOUND_NOTICE)

    @router.on(events.ContractUnbound)
    async def contract_unbound(session: AsyncSession, event: events.ContractUnbound) -> None:
        await Holders(session).end(_owned(event), at=event.unbound_at)
        await tell_webhooks(session, [hooks.contract_unbound(event)])
        if is_recent(event):
            await _tell_both(
                session, event, event.unbound_at, letters.CONTRACT_UNBOUND, letters.CONTRACT_UNBOUND_NOTICE
            )

    router.on_batch(events.ContractRegistered, inbox=False)(_registry_told)
    router.on_batch(events.ContractChanged, inbox=False)(_registry_told)
    return router


async def _registry_told(session: AsyncSession, told: Sequence[events.ContractSnapshot]) -> None:
    """A snapshot carries everything: told again, its dates are the same."""
    await keep_dates(session, [one for event in told for one in verifications_of(event)])


def _owned(event: events.BindingEvent) -> Held:
    return Held(event.binding_id, event.contract_number, event.user_id)


async def _ask(session: AsyncSession, event: events.ContractBindRequested) -> None:
    """The contract's e-mail is asked."""
    await queue_letter(
        session,
        NewLetter(
            letter=letters.BINDING_REQUEST,
            email=event.email,
            source_event_id=event.id,
            user_id=event.user_id,
            contract_number=event.contract_number,
            facts={"asker": event.asked_by_name, "asker_email": event.asked_by_email, "party": event.party_name},
            link=LinkGrant(event.link_id, event.expires_at),
        ),
    )


async def _tell_rejection(session: AsyncSession, event: events.ContractBindRejected) -> None:
    """Who asked is told."""
    email = await Accounts(session).email_of(event.user_id)
    if email is not None:
        await queue_letter(
            session,
            NewLetter(
                letter=letters.BINDING_REJECTED,
                email=email,
                source_event_id=event.id,
                user_id=event.user_id,
                contract_number=event.contract_number,
                facts={"at": event.rejected_at.isoformat()},
            ),
        )


async def _tell_both(
    session: AsyncSession,
    event: events.ContractBound | events.ContractUnbound,
    at: datetime,
    owner: Letter,
    contract: Letter,
) -> None:
    """The owner of the account, as far as he wants it, and the contract's e-mail; once if they are one address."""

    def letter(kind: Letter, email: str, **facts: str) -> NewLetter:
        return NewLetter(
            letter=kind,
            email=email,
            source_event_id=event.id,
            user_id=event.user_id,
            contract_number=event.contract_number,
            facts={"party": event.party_name, "at": at.isoformat(), **facts},
        )

    reason = getattr(event, "reason", "")
    told = await queue_letter(session, letter(owner, event.owner_email, reason=reason))
    if not (told and same_address(event.owner_email, event.email)):
        await queue_letter(session, letter(contract, event.email, owner_email=event.owner_email))
