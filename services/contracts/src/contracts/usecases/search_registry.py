"""Look a contract up for an operator."""

from collections.abc import Sequence
from typing import NamedTuple

from chassis.database import AsyncSession
from chassis.errors import NotFound

from contracts.domain.emails import normalise_email
from contracts.domain.numbers import parse_contract_number
from contracts.storage.models import BindingAuditRow, ContractRow
from contracts.storage.registry_search import RegistrySearch


class Looked(NamedTuple):
    """A contract, its e-mails, and what happened to its bindings."""

    contract: ContractRow
    emails: Sequence[str]
    history: Sequence[BindingAuditRow]


async def search_registry(session: AsyncSession, text: str) -> Sequence[ContractRow]:
    """By 14 digits, or by a whole e-mail."""
    search = RegistrySearch(session)
    if number := parse_contract_number(text):
        return await search.by_number(number)
    return await search.by_email(normalise_email(text) or "")


async def look_at_contract(session: AsyncSession, number: str) -> Looked:
    """Raises NotFound."""
    search = RegistrySearch(session)
    found = await search.by_number(number)
    if not found:
        raise NotFound
    return Looked(found[0], await search.emails_of(number), await search.history_of(number))
