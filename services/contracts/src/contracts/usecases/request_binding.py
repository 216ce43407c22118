"""A user asks for a contract with an e-mail that stands in it; the letter goes only if the pair matches."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from chassis.database import AsyncSession
from chassis.errors import TooManyRequests
from events import publish
from events.envelope import new_event_id
from events.schemas.contracts import ContractBindRequested

from contracts.errors import AlreadyYours
from contracts.storage.audit import BindingAudit
from contracts.storage.bindings import BindingRepository
from contracts.storage.contracts import ContractRepository
from contracts.storage.models import BindingRow, BindingState, ContractRow


@dataclass(frozen=True)
class Asker:
    """Who asks, as the letter will name him, and from which address he came."""

    user_id: UUID
    name: str
    email: str
    address: str | None = None


@dataclass(frozen=True)
class RequestLimits:
    """How long a request stands, and how many may stand at once so that no mailbox is flooded."""

    ttl: timedelta
    repeat_after: timedelta
    window: timedelta
    per_user: int
    per_email: int


async def request_binding(
    session: AsyncSession, asker: Asker, number: str, email: str, *, limits: RequestLimits, now: datetime
) -> BindingRow:
    """A pending request. Number and e-mail are in their normal form.

    The same work is done, and the same is answered, whether or not the pair matches. The same pair again is
    the same request for `repeat_after`; later a new letter takes the place of the old one, whose link dies.
    Raises AlreadyYours, TooManyRequests.
    """
    bindings = BindingRepository(session)
    await bindings.serialise(asker.user_id)
    contract = await ContractRepository(session).lock(number)
    await _refuse_own(bindings, asker, number)
    earlier = await bindings.pending_of_pair(asker.user_id, number, email)
    if earlier is not None and earlier.requested_at > now - limits.repeat_after:
        return earlier
    await _refuse_flood(bindings, asker, email, limits, now)
    if earlier is not None:
        await _supersede(session, earlier, now)
    binding = _pending(asker, number, email, limits.ttl, now)
    if await ContractRepository(session).has_email(number, email):
        binding.contract_number = number
    await _keep(session, binding, asker)
    if contract is not None and binding.contract_number is not None:
        await publish(session, _letter(binding, asker, contract))
    return binding


async def _refuse_own(bindings: BindingRepository, asker: Asker, number: str) -> None:
    active = await bindings.active_of_contract(number)
    if active is not None and active.user_id == asker.user_id:
        raise AlreadyYours


async def _refuse_flood(
    bindings: BindingRepository, asker: Asker, email: str, limits: RequestLimits, now: datetime
) -> None:
    since = now - limits.window
    of_user = await bindings.unanswered_of_user(asker.user_id, since)
    to_email = await bindings.unanswered_to_email(email, since)
    if of_user >= limits.per_user or to_email >= limits.per_email:
        raise TooManyRequests(retry_after=round(limits.window.total_seconds()))


async def _supersede(session: AsyncSession, earlier: BindingRow, now: datetime) -> None:
    earlier.state, earlier.ended_at = BindingState.SUPERSEDED, now
    BindingAudit(session).record("superseded", [earlier])
    await session.flush()


def _pending(asker: Asker, number: str, email: str, ttl: timedelta, now: datetime) -> BindingRow:
    return BindingRow(
        id=new_event_id(),
        user_id=asker.user_id,
        asked_number=number,
        email=email,
        asked_by_name=asker.name,
        asked_by_email=asker.email,
        link_id=new_event_id(),
        state=BindingState.PENDING,
        requested_at=now,
        expires_at=now + ttl,
    )


async def _keep(session: AsyncSession, binding: BindingRow, asker: Asker) -> None:
    BindingRepository(session).add(binding)
    BindingAudit(session).record("requested", [binding], address=asker.address, link_id=binding.link_id)
    await session.flush()


def _letter(binding: BindingRow, asker: Asker, contract: ContractRow) -> ContractBindRequested:
    return ContractBindRequested(
        contract_number=contract.number,
        binding_id=binding.id,
        user_id=asker.user_id,
        email=binding.email,
        asked_by_name=asker.name,
        asked_by_email=asker.email,
        party_name=contract.party.name,
        link_id=binding.link_id,
        expires_at=binding.expires_at,
    )
