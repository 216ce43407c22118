"""What contracts publishes about bindings."""

from datetime import datetime

from chassis.database import AsyncSession
from events import Router
from events.schemas import contracts as events

from notifier.domain import letters
from notifier.domain.addresses import same_address
from notifier.domain.letters import Letter, LinkGrant
from notifier.storage.accounts import Accounts
from notifier.usecases.queue_letter import NewLetter, queue_letter

router = Router()


@router.on(events.ContractBindRequested)
async def contract_bind_requested(session: AsyncSession, event: events.ContractBindRequested) -> None:
    """The contract's e-mail is asked."""
    # A rejection carries no address and follows under the same key, so it is remembered from here.
    await Accounts(session).learn_email(event.user_id, event.asked_by_email)
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


@router.on(events.ContractBindRejected)
async def contract_bind_rejected(session: AsyncSession, event: events.ContractBindRejected) -> None:
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


@router.on(events.ContractBound)
async def contract_bound(session: AsyncSession, event: events.ContractBound) -> None:
    """Both sides are told."""
    await _tell_both(
        session, event, event.bound_at, owner=letters.CONTRACT_BOUND, contract=letters.CONTRACT_BOUND_NOTICE
    )


@router.on(events.ContractUnbound)
async def contract_unbound(session: AsyncSession, event: events.ContractUnbound) -> None:
    """Both sides are told."""
    await _tell_both(
        session, event, event.unbound_at, owner=letters.CONTRACT_UNBOUND, contract=letters.CONTRACT_UNBOUND_NOTICE
    )


async def _tell_both(
    session: AsyncSession,
    event: events.ContractBound | events.ContractUnbound,
    at: datetime,
    *,
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
