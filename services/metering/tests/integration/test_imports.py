"""An engineer with many meters: the template, the file with bad rows, the comments, the commit; and hostile files."""

import asyncio
import io
from datetime import UTC, date, datetime
from typing import Any

import pytest
from chassis.database import AsyncSession
from events.schemas.metering import ReadingSubmitted
from fastapi import FastAPI
from metering.clients.parser import Parser
from metering.usecases.run_import import run_import
from openpyxl import load_workbook

from .conftest import HEADS, Clock, CreateCustomer, Customer, Work, job, meter, point, sheet, upload, uploaded

DAY = date(2026, 11, 24)


def one_zone(serial: str, **fields: Any) -> dict[str, Any]:
    initial = {"taken_on": "2026-10-25", "values": {"SINGLE": "1000.00"}}
    return meter(serial, multiplier="40", zones=["SINGLE"], initial=initial, **fields)


async def create_many(create_customer: CreateCustomer, count: int) -> Customer:
    return await create_customer(point("781", *(one_zone(f"{n:05}") for n in range(count))))


async def test_the_template_comes_back_filled(create_customer: CreateCustomer, work: Work) -> None:
    customer = await create_customer()
    answer = await customer.get(f"/contracts/{customer.number}/readings/template.xlsx")
    book = load_workbook(io.BytesIO(answer.content))
    page = book.worksheets[0]
    for row, value in ((2, 1100), (3, 550.5)):
        page.cell(row, 6).value = value
    out = io.BytesIO()
    book.save(out)

    done = await uploaded(customer, work, out.getvalue(), dry_run="false")

    assert (done["state"], done["kind"]) == ("committed", "xlsx")
    assert done["rows"] == {"total": 2, "valid": 2, "refused": 0, "written": 2}
    (reading,) = (await customer.get(f"/meters/{await customer.meter_id()}/readings")).json()["items"]
    assert (reading["source"], reading["values"]) == ("excel", {"DAY": "1100.00", "NIGHT": "550.50"})


async def test_bad_rows_are_told_by_cell_and_the_valid_ones_are_written(
    create_customer: CreateCustomer, work: Work
) -> None:
    customer = await create_many(create_customer, 12)
    rows: list[list[Any]] = [[f"{n:05}", "Сутки", 1000, 1010.5 + n, DAY] for n in range(12)]
    rows[0][3], rows[1][3], rows[2][0], rows[3][1] = 999, "много", "99999", "Ночь"
    rows[4][4], rows[5][3], rows[6][3] = date(2026, 11, 25), 1000.123, ""

    checked = await uploaded(customer, work, sheet(*map(tuple, rows)))
    refused = await customer.post(f"/imports/{checked['id']}:commit", {"rows": "all"})
    committing = await customer.post(f"/imports/{checked['id']}:commit", {"rows": "valid"})
    await work()
    done = await job(customer, checked["id"])

    assert (checked["state"], checked["rows"]) == ("checked", {"total": 12, "valid": 5, "refused": 7, "written": 0})
    assert [(error["cell"], error["code"]) for error in checked["errors"]] == [
        ("D2", "decreased"),
        ("D3", "not_a_number"),
        ("A4", "unknown_meter"),
        ("B5", "unknown_zone"),
        ("E6", "in_future"),
        ("D7", "too_many_decimals"),
        ("D8", "required"),
    ]
    assert checked["errors"][0]["column"] == "Показание"
    assert (refused.status_code, refused.json()["code"]) == (409, "import_has_errors")
    assert (committing.status_code, committing.json()["state"]) == (202, "committing")
    assert (done["state"], done["rows"]["written"]) == ("committed", 5)
    assert len(await customer.events(ReadingSubmitted)) == 5


async def test_the_file_comes_back_with_comments(create_customer: CreateCustomer, work: Work) -> None:
    customer = await create_many(create_customer, 2)
    content = sheet(("00000", "Сутки", "", 1010, DAY), ("00001", "Сутки", "", 5, DAY))
    checked = await uploaded(customer, work, content, "Ноябрь.xlsx")

    answer = await customer.get(f"/imports/{checked['id']}/file")

    assert answer.status_code == 200, answer.text
    page = load_workbook(io.BytesIO(answer.content)).worksheets[0]
    assert [row[5].value or "" for row in page.iter_rows()][:2] == ["Комментарий", ""]
    assert "меньше предыдущего" in str(page["F3"].value)
    assert "attachment" in answer.headers["content-disposition"]


@pytest.mark.parametrize(("encoding", "delimiter"), [("cp1251", ";"), ("utf-8-sig", ";"), ("utf-8", ",")])
async def test_csv_is_read_as_it_is_saved(
    create_customer: CreateCustomer, work: Work, encoding: str, delimiter: str
) -> None:
    customer = await create_customer()
    lines = [HEADS, ("41234567", "День", "", '"1100,5"', "24.11.2026"), ("41234567", "Ночь", "", "550", "2026-11-24")]
    content = "\r\n".join(delimiter.join(line) for line in lines).encode(encoding)

    done = await uploaded(customer, work, content, "x.csv", dry_run="false")

    assert (done["kind"], done["state"], done["rows"]["written"]) == ("csv", "committed", 2)
    back = await customer.get(f"/imports/{done['id']}/file")
    assert "Комментарий" in back.content.decode(encoding)


async def test_the_same_file_twice_is_one_import(create_customer: CreateCustomer, work: Work) -> None:
    customer = await create_many(create_customer, 1)
    content = sheet(("00000", "Сутки", "", 1010, DAY))

    first = await uploaded(customer, work, content, dry_run="false")
    second = await uploaded(customer, work, content, "another name.xlsx", dry_run="false")

    assert first["id"] == second["id"]
    assert (second["state"], second["rows"]["written"]) == ("committed", 1)
    assert len(await customer.events(ReadingSubmitted)) == 1


async def test_a_file_that_was_not_written_is_checked_again(
    create_customer: CreateCustomer, work: Work, clock: Clock
) -> None:
    customer = await create_many(create_customer, 1)
    content = sheet(("00000", "Сутки", "", 1010, DAY))
    clock.now = datetime(2026, 11, 30, tzinfo=UTC)
    closed = await uploaded(customer, work, content)
    clock.now = datetime(2026, 11, 24, 9, tzinfo=UTC)

    again = await uploaded(customer, work, content)

    assert [error["code"] for error in closed["errors"]] == ["window_closed"]
    assert (again["id"], again["rows"]["valid"]) == (closed["id"], 1)


async def test_a_doubt_is_put_aside_in_the_row(create_customer: CreateCustomer, work: Work) -> None:
    customer = await create_many(create_customer, 1)
    much = ("00000", "Сутки", "", 90000, DAY)

    doubted = await uploaded(customer, work, sheet(much))
    accepted = await uploaded(customer, work, sheet((*much, "да"), heads=(*HEADS, "Подтверждение")))

    assert [error["code"] for error in doubted["errors"]] == ["exceeds_capacity"]
    nothing = await customer.post(f"/imports/{doubted['id']}:commit", {"rows": "valid"})
    assert (nothing.status_code, nothing.json()["code"]) == (409, "nothing_to_commit")
    assert accepted["rows"]["valid"] == 1


async def test_without_a_dry_run_a_sheet_with_errors_is_not_written(
    create_customer: CreateCustomer, work: Work
) -> None:
    customer = await create_many(create_customer, 2)
    done = await uploaded(
        customer, work, sheet(("00000", "Сутки", "", 1010, DAY), ("00001", "Сутки", "", 1, DAY)), dry_run="false"
    )

    assert (done["state"], done["rows"]["written"]) == ("checked", 0)


async def test_of_very_many_errors_the_job_lists_a_thousand_and_the_file_has_all(
    create_customer: CreateCustomer, work: Work
) -> None:
    customer = await create_many(create_customer, 1)
    rows = [(f"x{n}", "Сутки", "", 1, DAY) for n in range(1100)]
    done = await uploaded(customer, work, sheet(*rows))

    back = load_workbook(io.BytesIO((await customer.get(f"/imports/{done['id']}/file")).content)).worksheets[0]

    assert (done["rows"]["refused"], len(done["errors"])) == (1100, 1000)
    assert all(back.cell(number, 6).value for number in range(2, 1102))


async def test_a_killed_worker_leaves_nothing_half_written(
    create_customer: CreateCustomer, work: Work, app: FastAPI, parser: Parser, clock: Clock
) -> None:
    customer = await create_many(create_customer, 3)
    rows = [(f"{n:05}", "Сутки", "", 1010, DAY) for n in range(3)]
    import_id = (await upload(customer, sheet(*rows), dry_run="false")).json()["id"]
    async with app.state.database.engine.connect() as connection:  # which never commits: killed
        await run_import(AsyncSession(connection), parser, clock.now)

    assert (await job(customer, import_id))["state"] == "checking"
    assert await work() == 1
    assert (await job(customer, import_id))["rows"]["written"] == 3
    assert len(await customer.events(ReadingSubmitted)) == 3


async def test_two_workers_do_not_take_one_job(
    create_customer: CreateCustomer, app: FastAPI, parser: Parser, clock: Clock
) -> None:
    customer = await create_many(create_customer, 1)
    await upload(customer, sheet(("00000", "Сутки", "", 1010, DAY)))

    async def worker() -> bool:
        async with app.state.database.session() as session:
            return await run_import(session, parser, clock.now)

    assert sorted(await asyncio.gather(worker(), worker())) == [False, True]


async def test_others_see_no_job(create_customer: CreateCustomer, work: Work) -> None:
    customer, other = await create_many(create_customer, 1), await create_customer()
    done = await uploaded(customer, work, sheet(("00000", "Сутки", "", 1010, DAY)))

    assert (await other.get(f"/imports/{done['id']}")).status_code == 404
    assert (await other.get(f"/imports/{done['id']}/file")).status_code == 404
    assert (await other.post(f"/imports/{done['id']}:commit", {"rows": "all"})).status_code == 404
    assert (await upload(Customer(**{**vars(other), "number": customer.number}), b"x")).status_code == 404


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "empty_file"), (b"%PDF-1.4\x00", "unsupported_file"), (b"PK\x03\x04broken", "unreadable")],
)
async def test_what_is_no_file_of_readings_is_refused_at_once(
    create_customer: CreateCustomer, content: bytes, code: str
) -> None:
    answer = await upload(await create_customer(), content)

    assert (answer.status_code, answer.json()["code"]) == (422, "file_refused")
    assert [(error["pointer"], error["code"]) for error in answer.json()["errors"]] == [("/file", code)]


async def test_a_hostile_sheet_fails_with_its_reason(create_customer: CreateCustomer, work: Work) -> None:
    customer = await create_customer()
    done = await uploaded(customer, work, sheet(("00000", "Сутки", "", "=1+1", DAY)))

    assert (done["state"], done["problem"]["code"]) == ("failed", "formulas")
    assert "D2" in done["problem"]["detail"]
    assert (await customer.post(f"/imports/{done['id']}:commit", {"rows": "all"})).json()["code"] == "import_not_ready"


@pytest.mark.parametrize("size", [20 * 2**20 + 1, 20 * 2**20 + 70_000])
async def test_over_20_mb_is_413(create_customer: CreateCustomer, size: int) -> None:
    answer = await upload(await create_customer(), b"x" * size)

    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


async def test_500_meters_are_checked_and_committed(create_customer: CreateCustomer, work: Work) -> None:
    customer = await create_many(create_customer, 500)
    content = sheet(*((f"{n:05}", "Сутки", "", 1010.5, DAY) for n in range(500)))

    done = await uploaded(customer, work, content, dry_run="false")

    assert (done["state"], done["rows"]["written"]) == ("committed", 500)
