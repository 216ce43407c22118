"""What has happened under the first demo contract: a year of half-hours, and what they cost.

Everything follows from one load curve, so that the sum of the half-hours of a month is the difference of the readings
on its bill, and the last readings are those of the registry. The same days always give the same figures.
"""

import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from localrun.registry import contracts

FIRST_DAY: Final = date(2025, 8, 1)
LAST_MONTH: Final = date(2026, 10, 1)
_MONTHS: Final = 12
_KOPECK: Final = Decimal("0.01")
_RECALCULATED: Final = date(2026, 8, 1)
_RUINED: Final = frozenset({date(2026, 9, 15), date(2026, 11, 5)})
"""Days of which some half-hours can not be trusted."""


@dataclass(frozen=True)
class Site:
    """A meter of the contract and its load: units of its dial in half an hour at night, and by day on a working day."""

    point: str
    serial: str
    multiplier: Decimal
    decimals: int
    zones: tuple[str, ...]
    final: Mapping[str, Decimal]
    night: int
    working: int


def sites() -> list[Site]:
    """The office and the store of the first contract."""
    loads = iter([(6, 38), (18, 41)])
    return [
        Site(
            point["code"],
            meter["serial"],
            Decimal(meter["multiplier"]),
            meter["decimals"],
            tuple(meter["zones"]),
            {zone: Decimal(value) for zone, value in meter["initial"]["values"].items()},
            *next(loads),
        )
        for point in contracts()[0]["delivery_points"]
        for meter in point["meters"]
    ]


def half_hours(site: Site, day: date) -> list[Decimal]:
    """What the dial moved in each half-hour of the day."""
    season = (12, 11, 6, 2, 0, 1, 4, 3, 0, 4, 8, 11)[day.month - 1]
    unit = Decimal(1).scaleb(-site.decimals)
    return [unit * _load(site, day, index, season) for index in range(48)]


def _load(site: Site, day: date, index: int, season: int) -> int:
    noise = (day.toordinal() * 31 + index * 17) % 7 - 3
    if day.weekday() > 4 or not 14 <= index < 42:
        return max(site.night + season // 4 + noise // 2, 0)
    rise = min(index - 14, 41 - index, 6) * site.working // 6
    return max(site.night + rise + season + noise, 0)


def zone_of(site: Site, index: int) -> str:
    """The zone of a half-hour: day is from 7 to 23."""
    if site.zones == ("SINGLE",):
        return "SINGLE"
    return "DAY" if 14 <= index < 46 else "NIGHT"


def charges() -> list[dict[str, Any]]:
    """A year of bills, the oldest first; one of them was corrected."""
    told = []
    for month in _months():
        if month == _RECALCULATED:
            told.append(_charge(month, 1, estimated=True))
        told.append(_charge(month, 2 if month == _RECALCULATED else 1))
    return told


def payments() -> list[dict[str, Any]]:
    """All bills are paid but the last one, of which there is a part."""
    return [_payment(charge) for charge in _in_force()]


def documents() -> list[dict[str, Any]]:
    """The transfer document of each month, and the bills of the last three."""
    told = _in_force()
    return [_document(charge, "upd") for charge in told] + [_document(charge, "bill") for charge in told[-3:]]


def store_now(today: date) -> tuple[str, list[str]]:
    """The store's meter, and what was read of it this month: first with a mistake, then without."""
    site = sites()[1]
    days = (_plus(LAST_MONTH, 1) + timedelta(days=number) for number in range((today - _plus(LAST_MONTH, 1)).days))
    shown = site.final["SINGLE"] + sum((sum(half_hours(site, day)) for day in days), Decimal())
    return site.serial, [f"{shown + 40:f}", f"{shown:f}"]


def interval_archive(until: date) -> bytes:
    """The half-hours of every day before `until`, as 80020 messages in a .zip."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for number in range((until - FIRST_DAY).days):
            day = FIRST_DAY + timedelta(days=number)
            entry = zipfile.ZipInfo(f"80020_7813601811_{day:%Y%m%d}_{number}.xml")  # its time is fixed: the same bytes
            archive.writestr(entry, _message(day, number), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _message(day: date, number: int) -> str:
    points = "".join(
        f'<measuringpoint code="{site.point}" name="Ввод"><measuringchannel code="01">{_periods(site, day)}'
        "</measuringchannel></measuringpoint>"
        for site in sites()
    )
    return (
        f'<?xml version="1.0" encoding="utf-8"?><message class="80020" version="2" number="{number}">'
        f"<datetime><day>{day:%Y%m%d}</day></datetime><sender><inn>7813601811</inn><name>Ромашка</name></sender>"
        f"<area><inn>7813601811</inn>{points}</area></message>"
    )


def _periods(site: Site, day: date) -> str:
    labels = [f"{minutes // 60:02}{minutes % 60:02}" for minutes in range(0, 24 * 60, 30)]
    return "".join(
        f'<period start="{labels[index]}" end="{labels[(index + 1) % 48]}">'
        f'<value status="{int(day in _RUINED and 20 <= index < 26)}">{value}</value></period>'
        for index, value in enumerate(half_hours(site, day))
    )


def _in_force() -> list[dict[str, Any]]:
    return list({charge["period"]: charge for charge in charges()}.values())


def _months() -> Iterator[date]:
    for back in reversed(range(_MONTHS)):
        yield _plus(LAST_MONTH, -back)


def _plus(month: date, count: int) -> date:
    index = month.year * 12 + month.month - 1 + count
    return date(index // 12, index % 12 + 1, 1)


def _moved(site: Site, month: date) -> dict[str, Decimal]:
    """What each zone of the dial moved in a month."""
    moved = dict.fromkeys(site.zones, Decimal())
    day = month
    while day < _plus(month, 1):
        for index, value in enumerate(half_hours(site, day)):
            moved[zone_of(site, index)] += value
        day += timedelta(days=1)
    return moved


def _values_after(site: Site, month: date) -> dict[str, Decimal]:
    """What the dial showed at the end of a month."""
    values, later = dict(site.final), LAST_MONTH
    while later > month:
        for zone, moved in _moved(site, later).items():
            values[zone] -= moved
        later = _plus(later, -1)
    return values


def _charge(month: date, revision: int, *, estimated: bool = False) -> dict[str, Any]:
    lines = [line for site in sites() for line in _lines(site, month, estimated=estimated)]
    totals = {name: str(sum(Decimal(line[name]) for line in lines)) for name in ("net", "vat", "gross")}
    reason = "Расчётный объём заменён показаниями прибора" if revision > 1 else None
    after = _plus(month, 1)
    return {
        "source_id": f"DEMO-{month:%Y-%m}",
        "revision": revision,
        "contract_number": contracts()[0]["number"],
        "period": f"{month:%Y-%m}",
        "posted_on": after.replace(day=5).isoformat(),
        "due_on": after.replace(day=18).isoformat(),
        "lines": lines,
        "reason": reason,
        **totals,
    }


def _lines(site: Site, month: date, *, estimated: bool) -> Iterator[dict[str, Any]]:
    components = _price(month)
    price = sum(components.values(), Decimal())
    rate = Decimal(22 if month.year >= 2026 else 20)
    for zone, current in _values_after(site, month).items():
        previous = current - _moved(site, month)[zone]
        volume = (current - previous) * site.multiplier * (Decimal("1.25") if estimated else 1)
        net = _kopecks(volume * price)
        vat = _kopecks(net * rate / 100)
        counted = {} if estimated else {"previous": str(previous), "current": str(current)}
        yield counted | {
            "zone": zone,
            "meter_serial": site.serial,
            "multiplier": str(site.multiplier),
            "volume_kwh": f"{volume.normalize():f}",
            "price": str(price),
            "components": [{"kind": kind, "price": str(part)} for kind, part in components.items()],
            "net": str(net),
            "vat_rate": str(rate),
            "vat": str(vat),
            "gross": str(net + vat),
        }


def _price(month: date) -> dict[str, Decimal]:
    """Rubles per kWh without VAT; what energy costs changes with the month."""
    return {
        "energy": Decimal("2.14310") + Decimal(month.month * 37 % 11) / 50,
        "capacity": Decimal("1.08240"),
        "transmission": Decimal("3.87650"),
        "sales_surcharge": Decimal("0.34120"),
        "infrastructure": Decimal("0.00410"),
    }


def _payment(charge: dict[str, Any]) -> dict[str, Any]:
    gross, period = Decimal(charge["gross"]), date.fromisoformat(f"{charge['period']}-01")
    amount = _kopecks(gross * Decimal("0.4")) if period == LAST_MONTH else gross
    return {
        "source_id": f"DEMO-PAY-{charge['period']}",
        "revision": 1,
        "contract_number": charge["contract_number"],
        "paid_on": _plus(period, 1).replace(day=13).isoformat(),
        "amount": str(amount),
        "purpose": f"Оплата по договору {charge['contract_number']} за {period:%m.%Y}, в т.ч. НДС",
        "payer_inn": contracts()[0]["party"]["inn"],
        "document_number": f"{period:%m}7",
        "allocations": [{"period": charge["period"], "amount": str(amount)}],
    }


def _document(charge: dict[str, Any], kind: str) -> dict[str, Any]:
    prefix = {"bill": "С", "upd": "УПД"}[kind]
    return {
        "source_id": f"DEMO-{kind}-{charge['period']}",
        "revision": 1,
        "contract_number": charge["contract_number"],
        "kind": kind,
        "number": f"{prefix}-{charge['period']}-000101",
        "issued_on": charge["posted_on"],
        "period": charge["period"],
        "gross": charge["gross"],
        "file": None,
    }


def _kopecks(amount: Decimal) -> Decimal:
    return amount.quantize(_KOPECK, ROUND_HALF_UP)
