from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from lxml import etree
from metering.clients.files.espi import EspiReading, EspiSeries, write_espi

START = datetime(2026, 11, 23, 21, tzinfo=UTC)
ATOM, ESPI = "{http://www.w3.org/2005/Atom}", "{http://naesb.org/espi}"
SCHEMA = etree.XMLSchema(file=Path(__file__).parent / "data" / "espi.xsd")


def feed(*volumes: str | None) -> "etree._Element":
    readings = [
        EspiReading(START + timedelta(hours=n), START + timedelta(hours=n + 1), Decimal(volume), "17")
        for n, volume in enumerate(volumes)
        if volume is not None
    ]
    series = [EspiSeries("m1", "41<234>", "DAY", readings), EspiSeries("m1", "41<234>", "NIGHT", [])]
    return etree.fromstring(write_espi(series, title="Договор & прочее", updated=START))


def values(root: "etree._Element") -> list[int]:
    return [int(element.text or "") for element in root.iter(f"{ESPI}value")]


def test_the_feed_has_the_resources_by_the_published_schema() -> None:
    root = feed("1.5", "2")

    contents = [element[0] for element in root.iter(f"{ATOM}content")]
    names = [etree.QName(element).localname for element in contents]
    assert names == [
        *("LocalTimeParameters", "UsagePoint"),
        *("MeterReading", "ReadingType", "IntervalBlock"),
        *("MeterReading", "ReadingType"),
    ]
    for content in contents:
        SCHEMA.assertValid(content)


def test_every_entry_is_an_atom_entry_that_the_standard_can_link() -> None:
    root = feed("1.5", "2")

    assert [etree.QName(child).localname for child in root][:3] == ["id", "title", "updated"]
    entries = root.findall(f"{ATOM}entry")
    hrefs = {link.get("href") for link in root.iter(f"{ATOM}link") if link.get("rel") == "self"}
    for entry in entries:
        for name in ("id", "title", "published", "updated", "content"):
            assert entry.find(f"{ATOM}{name}") is not None
        assert [link.get("rel") for link in entry.findall(f"{ATOM}link")][:2] == ["self", "up"]
    kinds = {link.get("href") for link in root.iter(f"{ATOM}link") if "ReadingType/" in str(link.get("href"))}
    assert kinds <= hrefs
    assert len(hrefs) == len(entries)


@pytest.mark.parametrize(
    ("volumes", "power", "integers"),
    [
        (["1.5", "2"], "0", [1500, 2000]),
        (["0.1425", "2"], "-1", [1425, 20000]),
        (["0.1234567"], "-6", [123456700]),
        (["1000"], "0", [1000000]),
    ],
)
def test_energy_is_in_whole_watt_hours_by_a_power_of_ten(volumes: list[str], power: str, integers: list[int]) -> None:
    root = feed(*volumes)

    assert root.findtext(f".//{ESPI}powerOfTenMultiplier") == power
    assert root.findtext(f".//{ESPI}uom") == "72"
    assert values(root) == integers


def test_a_gap_has_no_reading() -> None:
    root = feed("1", None, "3")

    starts = [int(element.text or "") for element in root.iterfind(f".//{ESPI}timePeriod/{ESPI}start")]
    assert values(root) == [1000, 3000]
    assert starts == [int(START.timestamp()), int(START.timestamp()) + 7200]
    assert root.findtext(f".//{ESPI}interval/{ESPI}duration") == str(3 * 3600)


def test_every_entry_has_its_own_id_and_the_bytes_repeat() -> None:
    root = feed("1")

    ids = [element.text for element in root.iter(f"{ATOM}id")]
    assert len(ids) == len(set(ids))
    assert etree.tostring(root) == etree.tostring(feed("1"))
