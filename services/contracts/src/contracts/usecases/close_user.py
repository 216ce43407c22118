"""An account is gone: its bindings end, its open requests die, its personal data is erased here."""

from datetime import datetime
from uuid import UUID

from chassis.database import AsyncSession

from contracts.storage.audit import BindingAudit
from contracts.storage.bindings import BindingRepository
from contracts.storage.labels import Labels
from contracts.storage.members import MemberRepository
from contracts.storage.users import UserRepository
from contracts.usecases.end_membership import leave_everything
from contracts.usecases.unbind_contract import unbind_contract


async def close_user(session: AsyncSession, user_id: UUID, now: datetime) -> None:
    """The audit stays, without addresses."""
    bindings, audit = BindingRepository(session), BindingAudit(session)
    for number in await bindings.contract_numbers_of(user_id):
        await unbind_contract(session, user_id, number, now=now, reason="account_closed")
    await leave_everything(session, user_id, now)
    audit.record("withdrawn", await bindings.end_requests_of_user(user_id, now), reason="account_closed")
    await session.flush()
    await bindings.erase_person(user_id)
    await MemberRepository(session).erase_person(user_id)
    await Labels(session).remove(user_id)
    await audit.erase_addresses(user_id)
    await UserRepository(session).forget(user_id, now)
