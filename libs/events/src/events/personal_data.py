"""What a service keeps of a person, told when identity asks for it: the same in every service but for the rows."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TypeAlias
from uuid import UUID

from sqlalchemy import Executable
from sqlalchemy.ext.asyncio import AsyncSession

from events.outbox import publish
from events.router import Router
from events.schemas.exports import DataExportRequested
from events.sealed_parts import Facts, seal_parts

Kept: TypeAlias = Mapping[str, Executable]
"""By what they are: queries of one user's rows, and of nobody else's."""


def tells_personal_data(service: str, kept_of: Callable[[UUID], Kept]) -> Router:
    """The handler of a service that keeps this of a user: answers sealed, to who gathers it for him."""
    router = Router()

    @router.on(DataExportRequested)
    async def on_requested(session: AsyncSession, request: DataExportRequested) -> None:
        """Nothing for a request that nobody waits for any more."""
        if request.expires_at > datetime.now(UTC):
            facts = await read_facts(session, kept_of(request.user_id))
            await publish(session, *seal_parts(request, service, facts))

    return router


async def read_facts(session: AsyncSession, kept: Kept) -> Facts:
    """The rows."""
    found = {name: await session.execute(query) for name, query in kept.items()}
    return {name: [dict(row) for row in result.mappings()] for name, result in found.items()}
