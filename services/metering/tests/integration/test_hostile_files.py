"""Hostile files by the door that customers have: each is refused with its reason, and nothing of it is written."""

import io
import zipfile
from collections.abc import Mapping
from typing import Any

import pytest
from events.schemas.metering import IntervalDataImported, ReadingSubmitted

from .conftest import CreateCustomer, Work, job, sheet, upload

GOOD = ("41234567", "День", "", 1100, "24.11.2026"), ("41234567", "Ночь", "", 550, "24.11.2026")
SHEET = "xl/worksheets/sheet1.xml"
HEAD = b'class="80020" version="2" number="1"'


def packed(parts: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def spoiled(**changes: tuple[bytes, bytes]) -> bytes:
    """A good sheet with something else in its only page."""
    with zipfile.ZipFile(io.BytesIO(sheet(*GOOD))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for old, new in changes.values():
        assert old in parts[SHEET]
        parts[SHEET] = parts[SHEET].replace(old, new, 1)
    return packed(parts)


def with_part(name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(sheet(*GOOD))) as archive:
        return packed({entry: archive.read(entry) for entry in archive.namelist()} | {name: b"x"})


LAUGHS = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9)).encode()
FILES = {
    "a bomb": (packed({SHEET: bytes(60 * 2**20), "[Content_Types].xml": b""}), "zip_bomb"),
    "an archive in an archive": (packed({"1.zip": packed({"1.xml": b"<message/>"})}), "unsupported_file"),
    "macros": (with_part("xl/vbaProject.bin"), "macros"),
    "a program under another name": (b"MZ\x90\x00" + bytes(500), "unsupported_file"),
    "a page of the web": (b"<!DOCTYPE html><html><script>alert(1)</script></html>", "xml_declarations"),
    "a formula": (sheet(GOOD[0], ("41234567", "Ночь", "", "=HYPERLINK(A1)", "24.11.2026")), "formulas"),
    "a declaration in a sheet": (
        spoiled(dtd=(b"<worksheet", b'<!DOCTYPE w [<!ENTITY a "1">]><worksheet')),
        "xml_declarations",
    ),
    "entities that grow": (
        b'<!DOCTYPE m [<!ENTITY l0 "ha">' + LAUGHS + b"]><message " + HEAD + b">&l9;</message>",
        "unreadable",
    ),
    "an entity of a file": (
        b'<!DOCTYPE m [<!ENTITY x SYSTEM "file:///etc/passwd">]><message ' + HEAD + b">&x;</message>",
        "xml_declarations",
    ),
    "an entity of the network": (
        b'<!DOCTYPE m SYSTEM "http://127.0.0.1:9/m.dtd"><message ' + HEAD + b"/>",
        "xml_declarations",
    ),
    "a cell far away": (spoiled(cell=(b'r="A2"', b'r="A1048576"')), "too_many_rows"),
}


@pytest.mark.parametrize("name", FILES)
async def test_a_hostile_file_is_refused_with_its_reason_and_nothing_is_written(
    create_customer: CreateCustomer, work: Work, name: str
) -> None:
    content, code = FILES[name]
    customer = await create_customer()

    answer = await upload(customer, content, "ноябрь.xlsx", dry_run="false")
    await work()

    if answer.status_code == 202:
        done = await job(customer, answer.json()["id"])
        assert (done["state"], done["rows"]["written"]) == ("failed", 0)
        problem: dict[str, Any] = done["problem"]
    else:
        assert (answer.status_code, answer.json()["code"]) == (422, "file_refused")
        (problem,) = answer.json()["errors"]
    assert (problem["code"], bool(problem["detail"])) == (code, True)
    assert not await customer.events(ReadingSubmitted)
    assert not await customer.events(IntervalDataImported)
    history = await customer.get(f"/meters/{await customer.meter_id()}/readings")
    assert history.json()["items"] == []
