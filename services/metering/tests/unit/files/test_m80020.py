import csv
import gzip
import itertools
from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from metering.clients.files.m80020 import ChannelDay, Message, read_archive, read_message
from metering.clients.files.refusal import FileRefusedError
from metering.domain.consumption import By, series

DATA = Path(__file__).parents[2] / "data"
Write = Callable[..., bytes]
LABELS = [f"{minutes // 60:02}{minutes % 60:02}" for minutes in range(0, 24 * 60, 30)]


def periods(values: list[str]) -> str:
    times = itertools.pairwise([*LABELS, "0000"])
    return "".join(f'<period start="{a}" end="{b}">{v}</period>' for (a, b), v in zip(times, values, strict=False))


def message(values: list[str], *, day: str = "20261124", number: int = 1, code: str = "P1") -> bytes:
    text = (
        f'<?xml version="1.0" encoding="windows-1251"?><message class="80020" version="2" number="{number}">'
        f"<datetime><timestamp>20261125080000</timestamp><daylightsavingtime>0</daylightsavingtime><day>{day}</day>"
        "</datetime><sender><inn>7802532605</inn><name>Ромашка</name></sender><area><inn>1</inn><name>Зона</name>"
        f'<measuringpoint code="{code}" name="Ввод 1"><measuringchannel code="01" desc="активный приём">'
        f"{periods(values)}</measuringchannel></measuringpoint></area></message>"
    )
    return text.encode("cp1251")


def only(data: bytes) -> ChannelDay:
    (channel,) = read_message(data).channels
    return channel


def refused(data: bytes) -> str:
    with pytest.raises(FileRefusedError) as caught:
        read_message(data)
    return caught.value.code


@pytest.mark.parametrize(
    ("name", "number", "day"),
    [
        ("80020_600004_20080227_810.zip", 810, date(2008, 2, 27)),
        ("80020_600004_20080227_817.zip", 817, date(2008, 2, 27)),
        ("80020_600004_20080228_811.zip", 811, date(2008, 2, 28)),
    ],
)
def test_real_messages_are_read(name: str, number: int, day: date) -> None:
    (found,) = read_archive((DATA / name).read_bytes())

    assert (found.number, found.day, found.sender_inn) == (number, day, "600004")
    group, flow = found.channels
    assert (group.code, group.name, group.channel) == ("GMORDOV1", "Саранская ТЭЦ-2 (г)", "01")
    assert flow.code == "PMORDOVE-PMORDOV1"
    assert group.block is not None
    assert (len(group.block.values), group.block.minutes, group.block.gaps) == (24, 60, 0)


def test_the_highest_number_of_a_sender_s_day_is_in_force(write_zip: Write) -> None:
    resent = [message(["<value>2</value>"] * 48, number=11), message(["<value>1</value>"] * 48, number=9)]

    for order in itertools.permutations(resent):
        (found,) = read_archive(write_zip({f"{n}.xml": data for n, data in enumerate(order)}))
        assert found.number == 11


def test_half_hours_are_read_with_comma_or_point() -> None:
    block = only(message(['<value status="0">1,5</value>', '<value status="0">2.25</value>'] * 24)).block

    assert block is not None
    assert (block.kwh, block.minutes) == (Decimal("90.00"), 30)


UNTRUSTED = ["<value></value>", "<value/>", "", '<value status="1">0</value>', '<value status="7"/>']


@pytest.mark.parametrize("value", UNTRUSTED)
def test_what_is_not_to_be_trusted_is_a_gap(value: str) -> None:
    block = only(message([value, *["<value>1</value>"] * 47])).block

    assert block is not None
    assert (block.gaps, block.kwh, block.values[0]) == (1, Decimal(47), None)


def test_the_case_of_names_does_not_matter() -> None:
    data = message(["<value>1</value>"] * 48)
    for name in (b"message", b"sender", b"inn", b"day", b"area", b"measuringchannel", b"period", b"value"):
        data = data.replace(b"<" + name, b"<" + name.capitalize()).replace(b"</" + name, b"</" + name.capitalize())

    found = read_message(data.replace(b"number=", b"Number="))

    assert (found.number, found.sender_inn, len(found.channels)) == (1, "7802532605", 1)


@pytest.mark.parametrize("count", [47, 24, 0])
def test_a_day_that_is_not_complete_is_refused_whole(count: int) -> None:
    channel = only(message(["<value>1</value>"] * count))

    assert channel.block is None
    assert channel.fault


@pytest.mark.parametrize("value", ["-5", "1e3", "много", "1 000", "NaN"])
def test_a_value_that_is_no_number_refuses_the_day(value: str) -> None:
    channel = only(message([f"<value>{value}</value>", *["<value>1</value>"] * 47]))

    assert channel.block is None
    assert value in channel.fault


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"<html/>", "not_80020"),
        (b'<message class="80040" number="1"/>', "not_80020"),
        (b'<message class="80020"/>', "bad_80020_head"),
        (message([], day="20261332"), "bad_80020_head"),
        (b"<message", "unreadable"),
        (b'<!DOCTYPE message [<!ENTITY a "1">]><message class="80020" number="&a;"/>', "xml_declarations"),
        (b'<!DOCTYPE message SYSTEM "http://127.0.0.1:1/x.dtd"><message class="80020"/>', "xml_declarations"),
        (b'<!DOCTYPE m [<!ENTITY x SYSTEM "file:///etc/passwd">]><m>&x;</m>', "xml_declarations"),
    ],
)
def test_hostile_and_foreign_files_are_refused(data: bytes, code: str) -> None:
    assert refused(data) == code


def test_entities_that_would_grow_are_not_expanded() -> None:
    levels = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))
    data = f'<!DOCTYPE m [<!ENTITY l0 "ha">{levels}]><m>&l9;</m>'.encode()

    assert refused(data) in ("xml_declarations", "unreadable")


def test_a_real_half_hourly_year_gives_the_same_sum_and_its_gaps(write_zip: Write) -> None:
    with gzip.open(DATA / "halfhourly-2013.csv.gz", "rt") as file:
        real = {datetime.fromisoformat(row["start"]): row["value"] for row in csv.DictReader(file)}
    days: dict[date, list[str]] = defaultdict(lambda: ["<value/>"] * 48)
    for moment, value in real.items():
        days[moment.date()][moment.hour * 2 + moment.minute // 30] = f'<value status="0">{value}</value>'
    parts = {f"{day}.xml": message(values, day=f"{day:%Y%m%d}") for day, values in days.items()}

    messages: list[Message] = read_archive(write_zip(parts))

    blocks = [channel.block for found in messages for channel in found.channels if channel.block]
    total = sum((item.volume_kwh or Decimal() for item in series(blocks, By.HOUR)), Decimal())
    assert total == sum(Decimal(value) for value in real.values())
    assert [item.start for item in series(blocks, By.HOUR) if item.gap] == [
        "2013-03-26T17:30:00Z",  # 21:30 in Moscow, four hours ahead that year
        "2013-08-05T01:30:00Z",
    ]
