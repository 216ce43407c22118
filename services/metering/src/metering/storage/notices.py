"""What customers have been told of windows, and whom there is to tell."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from metering.domain.readings import Source
from metering.domain.windows import Window, WindowRule
from metering.storage.meters import at_point
from metering.storage.models import BindingRow, ContractRow, DeliveryPointRow, MeterRow
from metering.storage.reading_models import LIVE_STATES, ReadingRow, WindowNoticeRow

_BUSY: Final = 0x6E6F7469636573  # "notices": one worker at a time
_TO_READ: Final = and_(MeterRow.listed, ~MeterRow.remote_read, MeterRow.removed_on.is_(None))


class UnreadMeter(NamedTuple):
    """A meter that a reading is awaited of."""

    contract_number: str
    serial: str
    point_code: str
    address: str | None


class NoticeRepository:
    """Notices of windows, each once per contract, kind and window."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def begin(self) -> bool:
        """Whether no other worker is at it; ours until the transaction ends."""
        return bool(await self._session.scalar(select(func.pg_try_advisory_xact_lock(_BUSY))))

    async def rules(self) -> Sequence[WindowRule]:
        """The different rules of points that somebody sees."""
        query = select(ContractRow.customer_kind, DeliveryPointRow.window_opens_day, DeliveryPointRow.window_closes_day)
        joined = query.join(ContractRow, ContractRow.number == DeliveryPointRow.contract_number)
        return [WindowRule(*row) for row in await self._session.execute(joined.where(_is_seen()).distinct())]

    async def record(
        self, kind: str, rule: WindowRule, window: Window, *, limit: int, unread_only: bool
    ) -> Sequence[str]:
        """Notes the notice for contracts that have not had it, at most `limit`, and returns their numbers; with
        `unread_only` those where a meter of such a point has no reading yet."""
        period = str(window.period)
        told = exists().where(
            WindowNoticeRow.contract_number == DeliveryPointRow.contract_number,
            WindowNoticeRow.kind == kind,
            WindowNoticeRow.closes_at == window.closes_at,
        )
        to_read = exists().where(at_point(), _TO_READ, *([~_is_read(period)] if unread_only else []))
        due = (
            select(DeliveryPointRow.contract_number)
            .join(ContractRow, ContractRow.number == DeliveryPointRow.contract_number)
            .where(_has_rule(rule), _is_seen(), to_read, ~told)
            .distinct()
            .limit(limit)
        )
        numbers = list(await self._session.scalars(due))
        same = {"kind": kind, "closes_at": window.closes_at, "period": period}
        if numbers:
            rows = [{"contract_number": number, **same} for number in numbers]
            await self._session.execute(insert(WindowNoticeRow).on_conflict_do_nothing(), rows)
        return numbers

    async def unread(self, numbers: Sequence[str], rule: WindowRule, period: str) -> Sequence[UnreadMeter]:
        """Meters of the contracts' points of the rule without a reading of the period."""
        query = (
            select(MeterRow.contract_number, MeterRow.serial, MeterRow.point_code, DeliveryPointRow.address)
            .join(DeliveryPointRow, at_point())
            .join(ContractRow, ContractRow.number == MeterRow.contract_number)
            .where(MeterRow.contract_number.in_(numbers), _has_rule(rule), _TO_READ, ~_is_read(period))
            .order_by(MeterRow.contract_number, MeterRow.point_code, MeterRow.serial)
        )
        return [UnreadMeter(*row) for row in await self._session.execute(query)]


def _has_rule(rule: WindowRule) -> ColumnElement[bool]:
    return and_(
        ContractRow.customer_kind == rule.kind,
        DeliveryPointRow.window_opens_day.is_not_distinct_from(rule.opens_day),
        DeliveryPointRow.window_closes_day.is_not_distinct_from(rule.closes_day),
    )


def _is_seen() -> ColumnElement[bool]:
    return exists().where(BindingRow.contract_number == DeliveryPointRow.contract_number, BindingRow.active())


def _is_read(period: str) -> ColumnElement[bool]:
    """Something counts that was read at the meter: an estimate leaves the customer to be reminded."""
    return exists().where(
        ReadingRow.meter_id == MeterRow.id,
        ReadingRow.period == period,
        ReadingRow.state.in_(LIVE_STATES),
        ReadingRow.source != Source.ESTIMATED,
    )
