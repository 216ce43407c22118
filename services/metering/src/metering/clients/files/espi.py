"""Consumption as Green Button: NAESB ESPI (REQ.21) resources in an Atom feed, in the order of espi.xsd.

One UsagePoint per meter; per zone of it a MeterReading with its ReadingType and an IntervalBlock. Energy is in Wh
(uom 72) as integers with `powerOfTenMultiplier`. A gap has no IntervalReading at all.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from uuid import NAMESPACE_URL, UUID, uuid5
from xml.sax.saxutils import escape

_ESPI = 'xmlns="http://naesb.org/espi"'
_POWERS = (0, -1, -2, -3, -6, -9, -12)
"""What UnitMultiplierKind knows of negative powers of ten."""
_ZONE_NUMBERS = {"SINGLE": 0, "DAY": 1, "NIGHT": 2, "PEAK": 3, "HALF_PEAK": 4}
_MOSCOW_OFFSET = 3 * 3600


@dataclass(frozen=True)
class EspiReading:
    """A known volume between two instants; `quality` is a code of QualityOfReading."""

    start: datetime
    end: datetime
    kwh: Decimal
    quality: str


@dataclass(frozen=True)
class EspiSeries:
    """The readings of one zone of one meter."""

    meter_id: str
    serial: str
    zone: str
    readings: Sequence[EspiReading]


def write_espi(series: Sequence[EspiSeries], *, title: str, updated: datetime) -> bytes:
    """The feed, UTF-8. The same input gives the same bytes."""
    now = f"{updated.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    meters = {one.meter_id: one.serial for one in series}
    parts = [
        '<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">',
        f"<id>{uuid5(NAMESPACE_URL, title).urn}</id><title>{escape(title)}</title><updated>{now}</updated>",
        _entry("LocalTimeParameters/1", "LocalTimeParameters", "Europe/Moscow", _time_parameters(), now),
    ]
    for meter_id, serial in meters.items():
        parts.append(_usage_point(meter_id, serial, now))
        for one in series:
            if one.meter_id == meter_id:
                parts.extend(_series(one, now))
    return ("\n".join([*parts, "</feed>"])).encode()


def _entry(href: str, up: str, title: str, content: str, now: str, *, related: Sequence[str] = ()) -> str:
    links = "".join(f'<link rel="related" href="{escape(link)}"/>' for link in related)
    return (
        f"<entry><id>{_id(href).urn}</id>"
        f'<link rel="self" href="{escape(href)}"/><link rel="up" href="{escape(up)}"/>{links}'
        f"<title>{escape(title)}</title><content>{content}</content>"
        f"<published>{now}</published><updated>{now}</updated></entry>"
    )


def _id(href: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"cabinet/espi/{href}")


def _time_parameters() -> str:
    """Moscow has no summer time: the rules are all ones, the "never" of the standard."""
    return (
        f"<LocalTimeParameters {_ESPI}><dstEndRule>FFFFFFFF</dstEndRule><dstOffset>0</dstOffset>"
        f"<dstStartRule>FFFFFFFF</dstStartRule><tzOffset>{_MOSCOW_OFFSET}</tzOffset></LocalTimeParameters>"
    )


def _usage_point(meter_id: str, serial: str, now: str) -> str:
    content = f"<UsagePoint {_ESPI}><ServiceCategory><kind>0</kind></ServiceCategory><status>1</status></UsagePoint>"
    related = [f"UsagePoint/{meter_id}/MeterReading", "LocalTimeParameters/1"]
    return _entry(f"UsagePoint/{meter_id}", "UsagePoint", serial, content, now, related=related)


def _series(one: EspiSeries, now: str) -> Iterator[str]:
    up = f"UsagePoint/{one.meter_id}/MeterReading"
    href, kind = f"{up}/{one.zone}", f"ReadingType/{one.meter_id}-{one.zone}"
    power = _power([reading.kwh for reading in one.readings])
    meter_reading = f"<MeterReading {_ESPI}/>"
    yield _entry(href, up, one.zone, meter_reading, now, related=[f"{href}/IntervalBlock", kind])
    yield _entry(kind, "ReadingType", one.zone, _reading_type(one, power), now)
    if one.readings:
        yield _entry(f"{href}/IntervalBlock/1", f"{href}/IntervalBlock", one.zone, _block(one, power), now)


def _power(volumes: Sequence[Decimal]) -> int:
    """The least power of ten that leaves every volume in Wh whole."""
    places = max((-int(volume.normalize().as_tuple().exponent) - 3 for volume in volumes), default=0)
    return next((power for power in _POWERS if -power >= places), _POWERS[-1])


def _reading_type(one: EspiSeries, power: int) -> str:
    lengths = {int((reading.end - reading.start).total_seconds()) for reading in one.readings}
    length = f"<intervalLength>{lengths.pop()}</intervalLength>" if len(lengths) == 1 else ""
    return (
        f"<ReadingType {_ESPI}><accumulationBehaviour>4</accumulationBehaviour><commodity>1</commodity>"
        f"<dataQualifier>12</dataQualifier><flowDirection>1</flowDirection>{length}<kind>12</kind>"
        f"<powerOfTenMultiplier>{power}</powerOfTenMultiplier><timeAttribute>0</timeAttribute>"
        f"<tou>{_ZONE_NUMBERS[one.zone]}</tou><uom>72</uom></ReadingType>"
    )


def _block(one: EspiSeries, power: int) -> str:
    scale = Decimal(10) ** (3 - power)
    first, last = one.readings[0].start, one.readings[-1].end
    readings = "".join(
        f"<IntervalReading><ReadingQuality><quality>{reading.quality}</quality></ReadingQuality>"
        f"{_time('timePeriod', reading.start, reading.end)}<value>{int(reading.kwh * scale)}</value></IntervalReading>"
        for reading in one.readings
    )
    return f"<IntervalBlock {_ESPI}>{_time('interval', first, last)}{readings}</IntervalBlock>"


def _time(name: str, start: datetime, end: datetime) -> str:
    seconds, epoch = int((end - start).total_seconds()), int(start.timestamp())
    return f"<{name}><duration>{seconds}</duration><start>{epoch}</start></{name}>"
