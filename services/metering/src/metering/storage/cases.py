"""Loads all that decides whether readings can be taken, of one meter or of all of a contract, in one query.

The statements run on the driver's connection: this is the way of every submission.
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from metering.domain.readings import Baseline, Context, Dial, ZoneValues
from metering.domain.submission import MeterCase
from metering.domain.windows import WindowRule, current_window
from metering.domain.zones import TariffZone
from metering.storage.driver import Driver
from metering.storage.meters import baseline_of, zone_values
from metering.storage.models import MeterRow

_LOADED: Final = """
SELECT m.id, m.contract_number, m.point_code, m.serial, m.digits, m.decimals, m.zones, m.multiplier, m.remote_read,
    m.initial, m.installed_on, m.removed_on, p.name AS point_name, p.address, p.window_opens_day, p.window_closes_day,
    c.customer_kind, c.max_power_kw,
    (SELECT b.role FROM bindings b WHERE b.user_id = $2 AND b.contract_number = m.contract_number
        AND b.bound_at IS NOT NULL AND b.unbound_at IS NULL LIMIT 1) AS role,
    (SELECT json_agg(json_build_array(x.valid_from, x.multiplier::text) ORDER BY x.valid_from)
        FROM meter_multipliers x WHERE x.meter_id = m.id) AS multipliers,
    (SELECT json_agg(r) FROM (
        SELECT r.id, r.period, r.taken_on, r."values", r.volumes FROM readings r
        WHERE r.meter_id = m.id AND r.state IN ('submitted', 'accepted') ORDER BY r.period DESC LIMIT 14
    ) r) AS own,
    (SELECT json_agg(r) FROM (
        SELECT r.period, r.volumes FROM meters o JOIN readings r ON r.meter_id = o.id
        WHERE o.contract_number = m.contract_number AND o.point_code = m.point_code AND o.removed_on IS NOT NULL
            AND o.id <> m.id AND r.state IN ('submitted', 'accepted') ORDER BY r.period DESC LIMIT 56
    ) r) AS replaced
FROM meters m
JOIN delivery_points p ON p.contract_number = m.contract_number AND p.code = m.point_code
JOIN contracts c ON c.number = m.contract_number
"""


_ORDER: Final = "ORDER BY m.point_code, m.serial"
_OF_METER: Final = f"{_LOADED} WHERE m.id = $1 {_ORDER}"
_OF_CONTRACT: Final = f"{_LOADED} WHERE m.contract_number = $1 AND m.listed {_ORDER}"


@dataclass(frozen=True)
class MeterHead:
    """Which meter it is."""

    id: UUID
    contract_number: str
    point_code: str
    serial: str
    decimals: int

    @classmethod
    def of(cls, row: MeterRow) -> "MeterHead":
        """The head of a meter's row."""
        return cls(row.id, row.contract_number, row.point_code, row.serial, row.decimals)


@dataclass(frozen=True)
class LoadedCase:
    """A meter's case with where it stands. `live` is the reading of the window's own period, if any."""

    case: MeterCase
    meter: MeterHead
    point_name: str | None
    address: str | None
    installed_on: date | None
    live: UUID | None
    role: str | None
    """As what the user who asked sees the contract; None: not at all, or nobody asked."""


class CaseRepository:
    """Meters of a contract with their windows, baselines and histories."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver

    async def of_meter(self, meter_id: UUID, user_id: UUID, now: datetime) -> LoadedCase | None:
        """One meter, for a user."""
        row = await self._driver.fetchrow(_OF_METER, meter_id, user_id)
        return _case(row, now) if row else None

    async def of_contract(self, number: str, now: datetime) -> list[LoadedCase]:
        """All meters that the registry lists, in its order. Thousands take a second to put together, in a thread."""
        rows = await self._driver.fetch(_OF_CONTRACT, number, None)
        return await asyncio.to_thread(lambda: [_case(row, now) for row in rows])


def _case(row: Mapping[str, Any], now: datetime) -> LoadedCase:
    window = current_window(WindowRule(row["customer_kind"], row["window_opens_day"], row["window_closes_day"]), now)
    period, own, replaced = str(window.period), row["own"] or [], row["replaced"] or []
    earlier = [one for one in own if one["period"] < period]
    zones = [TariffZone(zone) for zone in row["zones"]]
    dial = Dial(row["digits"], row["decimals"], zones, row["multiplier"], row["max_power_kw"])
    history = _history(one for one in (*earlier, *replaced) if one["period"] < period)
    case = MeterCase(
        meter_id=row["id"],
        serial=row["serial"],
        context=Context(dial, _baseline(earlier, baseline_of(row["initial"])), history),
        window=window,
        remote_read=row["remote_read"],
        removed_on=row["removed_on"],
        multipliers=[(date.fromisoformat(day), Decimal(value)) for day, value in row["multipliers"] or ()],
    )
    return LoadedCase(
        case=case,
        meter=MeterHead(row["id"], row["contract_number"], row["point_code"], row["serial"], row["decimals"]),
        point_name=row["point_name"],
        address=row["address"],
        installed_on=row["installed_on"],
        live=next((UUID(one["id"]) for one in own if one["period"] == period), None),
        role=row["role"],
    )


def _baseline(earlier: Sequence[Mapping[str, Any]], opening: Baseline | None) -> Baseline | None:
    """The newest reading of an earlier period, unless the registry's opening values are newer."""
    if not earlier:
        return opening
    last = Baseline(date.fromisoformat(earlier[0]["taken_on"]), zone_values(earlier[0]["values"]))
    return opening if opening is not None and opening.taken_on > last.taken_on else last


def _history(past: Iterable[Mapping[str, Any]]) -> list[ZoneValues]:
    """Volumes of the point by period, newest first: meters that were replaced have their part in them."""
    by_period: dict[str, dict[TariffZone, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for one in past:
        for zone, volume in zone_values(one["volumes"]).items():
            by_period[one["period"]][zone] += volume
    return [by_period[key] for key in sorted(by_period, reverse=True)]
