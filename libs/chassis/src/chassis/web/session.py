"""The session of a request: one transaction, committed before the answer leaves."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncSession

from chassis.database import Database
from chassis.errors import Problem


async def get_session(request: Request) -> AsyncIterator[AsyncSession]:
    """Commits when the endpoint has returned and nothing has been sent yet; rolls back on any error,
    except a Problem that says `keeps_writes`."""
    database: Database = request.app.state.database
    kept: Problem | None = None
    async with database.session() as session:
        try:
            yield session
        except Problem as problem:
            if not problem.keeps_writes:
                raise
            kept = problem
    if kept is not None:
        raise kept


SessionDep = Annotated[AsyncSession, Depends(get_session, scope="function")]
