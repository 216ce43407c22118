"""The contracts of a user: those that he owns and those that he was invited to."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import ColumnElement, Subquery, Text, literal, literal_column, or_, select, tuple_, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.domain.roles import Role
from contracts.storage.member_models import ContractLabelRow, MemberRow, MemberState
from contracts.storage.models import BindingRow, BindingState, ContractRow

Order = Literal["number", "party"]

# The collation is built in: the same everywhere, and it knows Cyrillic, which the database's default may not.
_PARTY = literal_column("lower((contracts.party ->> 'name') COLLATE pg_c_utf8)", Text)
_LABEL = literal_column("lower(contract_labels.label COLLATE pg_c_utf8)", Text)
_INN = literal_column("contracts.party ->> 'inn'", Text)


@dataclass(frozen=True)
class Asked:
    """Which of them, in which order, from after which one on: `after` is the last one's `key`."""

    search: str | None = None
    order: Order = "number"
    after: tuple[str, str] | None = None
    limit: int = 50


@dataclass(frozen=True)
class Shelved:
    """A contract of the user."""

    contract: ContractRow
    role: Role
    since: datetime
    label: str | None
    key: tuple[str, str]


class Shelf:
    """What stands in a user's list."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def of(self, user_id: UUID, asked: Asked) -> list[Shelved]:
        """A page of his contracts."""
        held = _held_by(user_id)
        mine = (ContractLabelRow.contract_number == ContractRow.number) & (ContractLabelRow.user_id == user_id)
        first = ContractRow.number if asked.order == "number" else _PARTY
        page = (
            select(ContractRow, held.c.role, held.c.since, ContractLabelRow.label, first.label("first"))
            .join(held, held.c.number == ContractRow.number)
            .outerjoin(ContractLabelRow, mine)
            .order_by(first, ContractRow.number)
            .limit(asked.limit)
        )
        if asked.after is not None:
            page = page.where(tuple_(first, ContractRow.number) > tuple_(*map(literal, asked.after)))
        if asked.search:
            page = page.where(or_(*_matches(asked.search)))
        return [
            Shelved(row.ContractRow, row.role, row.since, row.label, (row.first, row.ContractRow.number))
            for row in await self._session.execute(page)
        ]


def _held_by(user_id: UUID) -> Subquery:
    owned = select(
        BindingRow.contract_number.label("number"), literal("owner").label("role"), BindingRow.bound_at.label("since")
    ).where(BindingRow.user_id == user_id, BindingRow.state == BindingState.ACTIVE)
    joined = select(MemberRow.contract_number, MemberRow.role, MemberRow.joined_at).where(
        MemberRow.user_id == user_id, MemberRow.state == MemberState.ACTIVE
    )
    return union_all(owned, joined).subquery("held")


def _matches(search: str) -> Iterator[ColumnElement[bool]]:
    words, digits = " ".join(search.lower().split()), "".join(search.split())
    yield _PARTY.contains(words, autoescape=True)
    yield _LABEL.contains(words, autoescape=True)
    if digits.isdecimal() and digits.isascii():
        yield ContractRow.number.contains(digits)
        yield _INN.startswith(digits)
