"""Files by their content: the same bytes are kept once."""

import hashlib

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from billing.storage.paper_models import FileRow


class FileRepository:
    """Content-addressed files."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def keep(self, content: bytes) -> bytes:
        """Keep a file and return its SHA-256."""
        sha256 = hashlib.sha256(content).digest()
        row = {"sha256": sha256, "size": len(content), "content": content}
        await self._session.execute(insert(FileRow).values(row).on_conflict_do_nothing())
        return sha256

    async def content(self, sha256: bytes) -> bytes:
        """The bytes of a file that is kept."""
        found = await self._session.scalar(select(FileRow.content).where(FileRow.sha256 == sha256))
        if found is None:
            raise LookupError("no such file")
        return found
