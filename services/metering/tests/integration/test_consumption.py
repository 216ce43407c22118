"""Consumption: readings by month, 80020 by day and hour, exports; a day resent, a real year with its gaps."""

import csv
import gzip
import io
import itertools
import zipfile
from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from events.schemas.metering import IntervalDataImported
from lxml import etree
from openpyxl import load_workbook

from .conftest import Clock, CreateCustomer, Customer, Work, meter, point, uploaded

DATA = Path(__file__).parents[1] / "data"
ESPI = "{http://naesb.org/espi}"
LABELS = [f"{minutes // 60:02}{minutes % 60:02}" for minutes in range(0, 24 * 60, 30)]
REMOTE = {"multiplier": "1", "zones": ["SINGLE"], "initial": None, "remote_read": True}


def message(day: date, values: Mapping[str, list[str]], *, number: int = 1) -> bytes:
    """An 80020 message of points and their 48 values; "" is a gap."""
    times = list(itertools.pairwise([*LABELS, "0000"]))
    points = "".join(
        f'<measuringpoint code="{code}" name="Ввод"><measuringchannel code="01">'
        + "".join(
            f'<period start="{a}" end="{b}"><value status="0">{value}</value></period>'
            for (a, b), value in zip(times, point_values, strict=True)
        )
        + "</measuringchannel></measuringpoint>"
        for code, point_values in values.items()
    )
    text = (
        f'<?xml version="1.0" encoding="windows-1251"?><message class="80020" version="2" number="{number}">'
        f"<datetime><day>{day:%Y%m%d}</day></datetime><sender><inn>7802532605</inn></sender>"
        f"<area><inn>1</inn>{points}</area></message>"
    )
    return text.encode("cp1251")


def archive(*messages: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for number, content in enumerate(messages):
            file.writestr(f"80020_7802532605_{number}.xml", content)
    return out.getvalue()


async def consumption(customer: Customer, since: str, until: str, by: str, **params: str) -> dict[str, Any]:
    query = {"from": since, "to": until, "by": by, **params}
    answer = await customer.get(f"/contracts/{customer.number}/consumption", **query)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def months(customer: Customer, since: str = "2026-10-01", until: str = "2026-12-01") -> list[tuple[Any, ...]]:
    found = await consumption(customer, since, until, "month")
    return [(one["start"], one["zone"], one["volume_kwh"], one["preliminary"], one["gap"]) for one in found["items"]]


async def test_a_submitted_reading_counts_at_once_and_an_accepted_one_for_good(create_customer: CreateCustomer) -> None:
    customer = await create_customer()
    receipt = (await customer.submit({"DAY": "1100", "NIGHT": "550"})).json()
    preliminary = await months(customer)
    await customer.decide(receipt["id"], "accepted")

    assert ("2026-11", "DAY", "4000.00", True, False) in preliminary
    assert ("2026-11", "NIGHT", "2000.00", False, False) in await months(customer)
    assert (await consumption(customer, "2026-11-01", "2026-12-01", "month"))["total_kwh"] == "6000.00"


async def test_a_month_nobody_read_is_a_gap(create_customer: CreateCustomer) -> None:
    customer = await create_customer()

    assert await months(customer) == [("2026-10", "DAY", None, False, True), ("2026-10", "NIGHT", None, False, True)]


async def test_a_rejected_reading_does_not_count(create_customer: CreateCustomer) -> None:
    customer = await create_customer()
    receipt = (await customer.submit({"DAY": "1100", "NIGHT": "550"})).json()
    await customer.decide(receipt["id"], "rejected", "Ошибка")

    assert (await consumption(customer, "2026-11-01", "2026-12-01", "month"))["items"] == []


async def test_a_replacement_keeps_the_period_whole(create_customer: CreateCustomer) -> None:
    customer = await create_customer()
    final = {"taken_on": "2026-11-20", "values": {"DAY": "1080.00", "NIGHT": "540.00"}}
    opening = {"taken_on": "2026-11-20", "values": {"DAY": "7.00", "NIGHT": "3.00"}}
    old = meter("41234567", multiplier="40", removed_on="2026-11-20", final=final)
    await customer.change(point("781", old, meter("52345678", multiplier="40", initial=opening)))
    await customer.submit({"DAY": "27", "NIGHT": "13"}, serial="52345678")

    found = await consumption(customer, "2026-11-01", "2026-12-01", "month")

    assert {(one["serial"], one["zone"]): one["volume_kwh"] for one in found["items"]} == {
        ("41234567", "DAY"): "3200.00",
        ("41234567", "NIGHT"): "1600.00",
        ("52345678", "DAY"): "800.00",
        ("52345678", "NIGHT"): "400.00",
    }
    assert found["total_kwh"] == "6000.00"


async def test_a_month_is_compared_with_the_same_one_a_year_ago(create_customer: CreateCustomer, clock: Clock) -> None:
    customer = await create_customer()
    await customer.submit({"DAY": "1100", "NIGHT": "550"})
    clock.now = datetime(2027, 11, 24, 9, tzinfo=UTC)
    await customer.submit({"DAY": "1250", "NIGHT": "600"}, taken_on="2027-11-24")

    found = await consumption(customer, "2027-11-01", "2027-12-01", "month")

    assert [(one["volume_kwh"], one["year_ago_kwh"]) for one in found["items"]] == [
        ("6000.00", "4000.00"),
        ("2000.00", "2000.00"),
    ]


@pytest.mark.parametrize(
    "query",
    [
        {"from": "2026-11-02", "to": "2026-11-02"},
        {"from": "2026-11-02", "to": "2026-11-01"},
        {"from": "2020-01-01", "to": "2026-11-01", "by": "hour"},
        {"from": "x", "to": "2026-11-01"},
        {"to": "2026-11-01"},
        {"from": "2026-11-01", "to": "2026-11-02", "by": "minute"},
    ],
)
async def test_a_span_that_can_not_be_is_422(create_customer: CreateCustomer, query: dict[str, str]) -> None:
    customer = await create_customer()

    assert (await customer.get(f"/contracts/{customer.number}/consumption", **query)).status_code == 422


async def create_points(create_customer: CreateCustomer, *codes: str, multiplier: str = "1") -> Customer:
    meters = {code: meter(f"m-{code}", **REMOTE | {"multiplier": multiplier}) for code in codes}
    return await create_customer(*(point(code, one) for code, one in meters.items()))


async def test_80020_is_taken_multiplied_and_unknown_points_are_told(
    create_customer: CreateCustomer, work: Work
) -> None:
    customer = await create_points(create_customer, "P1", multiplier="1.5")
    day = date(2026, 11, 2)
    content = message(day, {"P1": ["2", *["1,5"] * 47], "P9": ["1"] * 48})

    done = await uploaded(customer, work, content, "80020.xml", dry_run="false")

    assert (done["state"], done["kind"]) == ("committed", "80020_xml")
    assert done["rows"] == {"total": 2, "valid": 1, "refused": 1, "written": 1}
    assert [(error["row"], error["code"]) for error in done["errors"]] == [(3, "unknown_point")]
    by_day = await consumption(customer, "2026-11-02", "2026-11-03", "day")
    assert [(one["start"], one["zone"], Decimal(one["volume_kwh"])) for one in by_day["items"]] == [
        ("2026-11-02", "SINGLE", Decimal("108.75"))
    ]
    by_hour = (await consumption(customer, "2026-11-02", "2026-11-03", "hour"))["items"]
    assert (len(by_hour), by_hour[0]["start"], by_hour[0]["volume_kwh"]) == (24, "2026-11-01T21:00:00Z", "5.25")
    (event,) = await customer.events(IntervalDataImported)
    assert (event.points, event.since, event.days, event.gaps) == (["P1"], day, 1, 0)
    back = await customer.get(f"/imports/{done['id']}/file")
    assert "нет точки" in str(load_workbook(io.BytesIO(back.content)).worksheets[0]["H3"].value)


async def test_a_tiny_volume_is_written_without_an_exponent(create_customer: CreateCustomer, work: Work) -> None:
    customer = await create_points(create_customer, "P1")
    content = message(date(2026, 11, 2), {"P1": ["0.0000000", "0.0000001", *["0"] * 46]})
    await uploaded(customer, work, content, "80020.xml", dry_run="false")

    found = await consumption(customer, "2026-11-02", "2026-11-03", "hour")

    assert (found["items"][0]["volume_kwh"], found["total_kwh"]) == ("0.0000001", "0.0000001")


@pytest.mark.parametrize("order", list(itertools.permutations([9, 10, 11])))
async def test_the_highest_number_wins_in_whatever_order_they_come(
    create_customer: CreateCustomer, work: Work, order: tuple[int, ...]
) -> None:
    customer = await create_points(create_customer, "P1")
    for number in order:
        content = message(date(2026, 11, 2), {"P1": [str(number)] * 48}, number=number)
        await uploaded(customer, work, content, "80020.xml", dry_run="false")

    total = (await consumption(customer, "2026-11-02", "2026-11-03", "day"))["total_kwh"]
    assert Decimal(total) == 11 * 48


async def test_gaps_are_told_and_incomplete_days_refused_whole(create_customer: CreateCustomer, work: Work) -> None:
    customer = await create_points(create_customer, "P1")
    good = message(date(2026, 11, 2), {"P1": ["", "", "", *["1"] * 45]})
    whole = message(date(2026, 11, 3), {"P1": ["1"] * 48})
    broken = whole.replace(b'start="0030" end="0100"', b'start="0000" end="0030"')

    done = await uploaded(customer, work, archive(good, broken), "80020.zip", dry_run="false")
    items = (await consumption(customer, "2026-11-02", "2026-11-04", "hour"))["items"]

    assert (done["rows"]["valid"], done["rows"]["refused"], done["gaps"]) == (1, 1, 3)
    assert [error["code"] for error in done["errors"]] == ["incomplete_day"]
    assert [(one["start"], one["volume_kwh"]) for one in items if one["gap"]] == [
        ("2026-11-01T21:00:00Z", None),
        ("2026-11-01T22:00:00Z", None),
    ]
    assert sum(Decimal(one["volume_kwh"]) for one in items if not one["gap"]) == 45


async def test_real_messages_are_taken(create_customer: CreateCustomer, work: Work) -> None:
    customer = await create_points(create_customer, "GMORDOV1")
    for name in ("20080227_817", "20080227_810", "20080228_811"):
        content = (DATA / f"80020_600004_{name}.zip").read_bytes()
        await uploaded(customer, work, content, f"{name}.zip", dry_run="false")

    found = await consumption(customer, "2008-02-27", "2008-02-29", "hour")

    assert len(found["items"]) == 48
    assert found["items"][0]["volume_kwh"] == "230952"


async def test_a_real_year_gives_the_same_sum_and_its_gaps(create_customer: CreateCustomer, work: Work) -> None:
    with gzip.open(DATA / "halfhourly-2013.csv.gz", "rt") as file:
        real = {datetime.fromisoformat(row["start"]): row["value"] for row in csv.DictReader(file)}
    days: dict[date, list[str]] = defaultdict(lambda: [""] * 48)
    for moment, value in real.items():
        days[moment.date()][moment.hour * 2 + moment.minute // 30] = value
    customer = await create_points(create_customer, "P1")
    content = archive(*(message(day, {"P1": values}) for day, values in days.items()))

    done = await uploaded(customer, work, content, "2013.zip", dry_run="false")
    by_hour = await consumption(customer, "2013-01-01", "2014-01-01", "hour")

    total = sum(Decimal(value) for value in real.values())
    assert (done["rows"]["written"], done["gaps"]) == (365, 2)
    assert Decimal(by_hour["total_kwh"]) == total
    assert sum(Decimal(one["volume_kwh"]) for one in by_hour["items"] if not one["gap"]) == total
    assert [one["start"] for one in by_hour["items"] if one["gap"]] == ["2013-03-26T17:30:00Z", "2013-08-05T01:30:00Z"]
    by_month = await consumption(customer, "2013-01-01", "2014-01-01", "month")
    assert (len(by_month["items"]), Decimal(by_month["total_kwh"])) == (12, total)


async def test_consumption_is_given_as_xlsx_and_green_button(create_customer: CreateCustomer, work: Work) -> None:
    customer = await create_points(create_customer, "P1")
    content = message(date(2026, 11, 2), {"P1": ["", "", *["0.125"] * 46]})
    await uploaded(customer, work, content, "80020.xml", dry_run="false")
    path, query = f"/contracts/{customer.number}/consumption", {"from": "2026-11-02", "to": "2026-11-03", "by": "hour"}

    sheet = await customer.get(path, **query, format="xlsx")
    feed = await customer.get(path, **query, format="espi")
    accepted = await customer.client.get(
        f"/api/metering/v1{path}", params=query, headers=customer.headers | {"Accept": "application/atom+xml"}
    )

    rows = list(load_workbook(io.BytesIO(sheet.content)).worksheets[0].iter_rows(values_only=True))
    assert (len(rows), rows[1][3], rows[2][3]) == (26, None, 0.25)
    root = etree.fromstring(feed.content)
    readings = root.findall(f".//{ESPI}IntervalReading")
    power = int(root.findtext(f".//{ESPI}powerOfTenMultiplier") or "")
    assert len(readings) == 23
    assert sum(int(one.findtext(f"{ESPI}value") or "") for one in readings) * Decimal(10) ** power == 5750
    assert accepted.headers["content-type"] == feed.headers["content-type"] == "application/atom+xml"


async def test_days_between_others_are_gaps(create_customer: CreateCustomer, work: Work) -> None:
    customer = await create_points(create_customer, "P1")
    first = date(2026, 11, 2)
    content = archive(*(message(first + timedelta(days=n), {"P1": ["1"] * 48}) for n in (0, 2)))
    await uploaded(customer, work, content, "80020.zip", dry_run="false")

    items = (await consumption(customer, "2026-11-01", "2026-11-30", "day"))["items"]

    assert [(one["start"], one["gap"]) for one in items] == [
        ("2026-11-02", False),
        ("2026-11-03", True),
        ("2026-11-04", False),
    ]
