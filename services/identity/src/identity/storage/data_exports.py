"""Exports of people's data: who asked, and the sealed pieces that services answered with."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Integer, LargeBinary, Text, Uuid, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from identity.storage.models import Base, Instant


class DataExport(Base):
    """One person's request, his latest. Without its key, what was gathered is legible to nobody."""

    __tablename__ = "data_exports"
    __table_args__ = (Index(None, "user_id", unique=True), Index(None, "expires_at"))

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    sealed_private_key: Mapped[bytes | None] = mapped_column(LargeBinary)
    requested_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    ready_at: Mapped[datetime | None] = mapped_column(Instant)


class DataExportPiece(Base):
    """A piece of what a service keeps of the person, as it came: sealed to the export's key."""

    __tablename__ = "data_export_pieces"

    export_id: Mapped[UUID] = mapped_column(ForeignKey("data_exports.id", ondelete="CASCADE"), primary_key=True)
    service: Mapped[str] = mapped_column(Text, primary_key=True)
    piece: Mapped[int] = mapped_column(Integer, primary_key=True)
    pieces: Mapped[int] = mapped_column(Integer)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class DataExports:
    """Exports by person: each has one, or none."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def of(self, user_id: UUID) -> DataExport | None:
        """His latest."""
        return await self._session.scalar(select(DataExport).where(DataExport.user_id == user_id))

    async def lock(self, export_id: UUID, user_id: UUID) -> DataExport | None:
        """This one, if it is his and still open."""
        mine = (DataExport.id == export_id, DataExport.user_id == user_id, DataExport.sealed_private_key.is_not(None))
        return await self._session.scalar(select(DataExport).where(*mine).with_for_update())

    async def replace(self, export: DataExport) -> None:
        """The one before goes, with what was gathered for it."""
        await self._session.execute(delete(DataExport).where(DataExport.user_id == export.user_id))
        self._session.add(export)
        await self._session.flush()

    async def keep(self, pieces: Sequence[Mapping[str, Any]]) -> None:
        """What a service told; the same piece told again is the same."""
        await self._session.execute(insert(DataExportPiece).on_conflict_do_nothing(), pieces)

    async def complete(self, export_id: UUID) -> set[str]:
        """The services that have told everything."""
        piece = DataExportPiece
        whole = select(piece.service).where(piece.export_id == export_id).group_by(piece.service)
        return set(await self._session.scalars(whole.having(func.count() == func.max(piece.pieces))))

    async def pieces(self, export_id: UUID) -> dict[str, list[bytes]]:
        """Everything that was told, by service, in order."""
        piece = DataExportPiece
        query = select(piece.service, piece.sealed).where(piece.export_id == export_id)
        told: dict[str, list[bytes]] = {}
        for service, sealed in await self._session.execute(query.order_by(piece.service, piece.piece)):
            told.setdefault(service, []).append(sealed)
        return told

    async def expire(self, now: datetime) -> None:
        """Throw away keys, and what they open, once their time is over."""
        over = update(DataExport).where(DataExport.expires_at <= now, DataExport.sealed_private_key.is_not(None))
        ended = (await self._session.scalars(over.values(sealed_private_key=None).returning(DataExport.id))).all()
        if ended:
            await self._session.execute(delete(DataExportPiece).where(DataExportPiece.export_id.in_(ended)))

    async def open(self) -> Sequence[DataExport]:
        """Those whose key is kept, locked: to seal it anew."""
        return (
            await self._session.scalars(
                select(DataExport).where(DataExport.sealed_private_key.is_not(None)).with_for_update()
            )
        ).all()
