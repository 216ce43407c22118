"""What is owed: the ledger, and what is kept of it so that nothing is summed on read."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import BigInteger, Index, func
from sqlalchemy.orm import Mapped, mapped_column

from billing.storage.columns import Bytes, Instant, Json, Money, Plain
from billing.storage.models import Base


class AccountRow(Base):
    """The account of a registered contract. Its row is locked, in order of number, before anything of it is written.

    `settled_until`: a charge due after that day takes no money from what stands here. `arrears`: what was overdue when
    that was last told. The window is metering's.
    """

    __tablename__ = "accounts"
    __table_args__ = ({"postgresql_with": {"fillfactor": 70}},)

    contract_number: Mapped[Plain] = mapped_column(primary_key=True)
    charged: Mapped[Money] = mapped_column(server_default="0")
    paid: Mapped[Money] = mapped_column(server_default="0")
    arrears: Mapped[Money] = mapped_column(server_default="0")
    settled_until: Mapped[date] = mapped_column(server_default="0001-01-01")
    last_period: Mapped[Plain | None]
    last_gross: Mapped[Money | None]
    window_opens_at: Mapped[Instant | None]
    window_closes_at: Mapped[Instant | None]


class EntryRow(Base):
    """The ledger: one row per item and revision, never changed. `amount` is what the revision added to the balance,
    `body` the item as the supplier told it."""

    __tablename__ = "entries"
    __table_args__ = (Index("ix_entries_posted_at", "posted_at"),)

    item_id: Mapped[UUID] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    contract_number: Mapped[Plain]
    amount: Mapped[Money]
    posted_at: Mapped[Instant] = mapped_column(server_default=func.now())
    body: Mapped[Json]


class ChargeRow(Base):
    """A charge at its newest revision. `paid` is what payments have been put to it."""

    __tablename__ = "charges"
    __table_args__ = (
        Index("ix_charges_contract_number", "contract_number", "period", "id"),
        Index(
            "ix_charges_open",
            "contract_number",
            "due_on",
            postgresql_include=["gross", "paid"],
            postgresql_where="gross > paid",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    contract_number: Mapped[Plain]
    source_id: Mapped[Plain]
    revision: Mapped[int] = mapped_column(BigInteger)
    fingerprint: Mapped[Bytes]
    period: Mapped[Plain]
    posted_on: Mapped[date]
    due_on: Mapped[date]
    net: Mapped[Money]
    vat: Mapped[Money]
    gross: Mapped[Money]
    previous_gross: Mapped[Money | None]
    reason: Mapped[Plain | None]
    paid: Mapped[Money] = mapped_column(server_default="0")

    @property
    def left(self) -> Decimal:
        """What is still to be paid."""
        return self.gross - self.paid


class PaymentRow(Base):
    """A payment at its newest revision. `stated` is what the payer meant it for, `parts` what it paid for."""

    __tablename__ = "payments"
    __table_args__ = (Index("ix_payments_contract_number", "contract_number", "paid_on", "id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    contract_number: Mapped[Plain]
    source_id: Mapped[Plain]
    revision: Mapped[int] = mapped_column(BigInteger)
    fingerprint: Mapped[Bytes]
    paid_on: Mapped[date]
    amount: Mapped[Money]
    purpose: Mapped[Plain | None]
    payer_inn: Mapped[Plain | None]
    document_number: Mapped[Plain | None]
    request_id: Mapped[Plain | None]
    stated: Mapped[Json]
    parts: Mapped[Json] = mapped_column(server_default="[]")


class ReadingRow(Base):
    """An accepted reading: what stands behind a line of a charge."""

    __tablename__ = "readings"
    __table_args__ = (Index("ix_readings_contract_number", "contract_number", "meter_serial", "period"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    contract_number: Mapped[Plain]
    meter_serial: Mapped[Plain]
    period: Mapped[Plain]
    taken_on: Mapped[date]
    values: Mapped[Json]


class DueReminderRow(Base):
    """That a due date was told of beforehand: once."""

    __tablename__ = "due_reminders"

    contract_number: Mapped[Plain] = mapped_column(primary_key=True)
    due_on: Mapped[date] = mapped_column(primary_key=True)
