"""Papers: documents, files by their content, requests to pay, exports."""

from datetime import date
from typing import Literal
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, SmallInteger, Text, func
from sqlalchemy.orm import Mapped, mapped_column

from billing.storage.columns import Bytes, Instant, Json, Money, Plain
from billing.storage.models import Base

ExportState = Literal["queued", "running", "ready", "failed", "expired"]


class FileRow(Base):
    """A file, once for the same content."""

    __tablename__ = "files"

    sha256: Mapped[Bytes] = mapped_column(primary_key=True)
    size: Mapped[int] = mapped_column(Integer)
    content: Mapped[Bytes] = mapped_column(deferred=True)
    created_at: Mapped[Instant] = mapped_column(server_default=func.now())


class DocumentRow(Base):
    """A document at its newest revision. No `sha256` yet: its printed form is not rendered yet."""

    __tablename__ = "documents"
    __table_args__ = (
        Index("ix_documents_contract_number", "contract_number", "issued_on", "id"),
        Index("ix_documents_to_render", "id", postgresql_where="sha256 IS NULL"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    contract_number: Mapped[Plain]
    source_id: Mapped[Plain]
    revision: Mapped[int] = mapped_column(BigInteger)
    fingerprint: Mapped[Bytes]
    kind: Mapped[Plain]
    number: Mapped[Plain]
    issued_on: Mapped[date]
    period: Mapped[Plain | None]
    gross: Mapped[Money | None]
    file_name: Mapped[Plain]
    media_type: Mapped[Plain]
    is_rendered: Mapped[bool]
    sha256: Mapped[Bytes | None] = mapped_column(ForeignKey(FileRow.sha256))


class PaymentRequestRow(Base):
    """A request to pay; `payment_id` is the payment whose purpose named it."""

    __tablename__ = "payment_requests"
    __table_args__ = (Index("ix_payment_requests_contract_number", "contract_number", "created_at"),)

    id: Mapped[Plain] = mapped_column(primary_key=True)
    contract_number: Mapped[Plain]
    user_id: Mapped[UUID]
    amount: Mapped[Money]
    purpose: Mapped[Plain]
    periods: Mapped[Json]
    created_at: Mapped[Instant]
    payment_id: Mapped[UUID | None]


class ExportRow(Base):
    """A file that is made in the background, and its life."""

    __tablename__ = "exports"
    __table_args__ = (Index("ix_exports_queued", "created_at", postgresql_where="state IN ('queued', 'running')"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    contract_number: Mapped[Plain]
    user_id: Mapped[UUID]
    kind: Mapped[Plain]
    since: Mapped[date | None]
    until: Mapped[date | None]
    state: Mapped[ExportState] = mapped_column(Text, server_default="queued")
    progress: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    files: Mapped[Json] = mapped_column(server_default="[]")
    created_at: Mapped[Instant] = mapped_column(server_default=func.now())
    started_at: Mapped[Instant | None]
    expires_at: Mapped[Instant | None]
