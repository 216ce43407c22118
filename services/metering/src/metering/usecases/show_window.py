"""When readings of a contract are taken, by point and at a glance."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from chassis.database import AsyncSession
from chassis.errors import NotFound

from metering.domain.windows import Window, current_window
from metering.storage.contracts import ContractRepository


@dataclass(frozen=True)
class PointWindow:
    """The window of one delivery point."""

    code: str
    window: Window


@dataclass(frozen=True)
class ContractWindow:
    """The window that matters most now: of the open ones the first to close, else the next to open."""

    window: Window
    points: Sequence[PointWindow]


async def show_window(session: AsyncSession, number: str, now: datetime) -> ContractWindow:
    """Raises NotFound for a contract that the registry has not told yet."""
    rules = await ContractRepository(session).window_rules(number)
    if rules is None:
        raise NotFound
    points = [PointWindow(code, current_window(rule, now)) for code, rule in rules.points]
    windows = [point.window for point in points] or [current_window(rules.of_kind, now)]
    first = min(windows, key=lambda window: (not window.is_open(now), window.closes_at))
    return ContractWindow(first, points)
