"""The customer's file with a comment beside every row that was refused."""

from functools import partial
from pathlib import PurePath
from uuid import UUID

from chassis.database import AsyncSession

from metering.clients.files.commented import CommentedFile, give_back
from metering.clients.files.kinds import Kind
from metering.clients.parser import Parser
from metering.domain.imports import ImportState
from metering.errors import ImportNotReady
from metering.storage.imports import ImportRepository
from metering.usecases.show_import import show_import


async def comment_import(
    session: AsyncSession, parser: Parser, user_id: UUID, import_id: UUID
) -> tuple[str, CommentedFile]:
    """The file and a name for it. Raises NotFound, and ImportNotReady for a job that is not checked or failed."""
    row = await show_import(session, user_id, import_id)
    if row.state in (ImportState.CHECKING, ImportState.FAILED):
        raise ImportNotReady
    imports = ImportRepository(session)
    give = partial(give_back, kind=Kind(row.kind), errors=await imports.errors(row.id))
    commented = await parser.run(give, await imports.content(row.id))
    return f"{PurePath(row.file_name).stem}-комментарии{commented.suffix}", commented
