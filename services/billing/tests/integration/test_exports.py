"""Exports: statements for any days, tables, their life."""

import asyncio
import time
from datetime import date, timedelta
from io import BytesIO

from billing.storage.movements import MovementRepository
from billing.usecases.make_exports import make_exports
from events.schemas.billing import ExportReady
from openpyxl import load_workbook
from pypdf import PdfReader
from sqlalchemy import text

from .conftest import API, charge, payment


async def order(world, user, path, **body):
    caller = world.issuer.user(user)
    return await world.http.post(f"{API}{path}", json=body, headers=caller)


async def file_of(world, user, link):
    return await world.http.get(link["url"], headers=world.issuer.user(user))


async def test_a_reconciliation_act_has_every_movement_of_its_days(world, app):
    number, user = await world.contract()
    await world.charge(
        charge(number, "100.04", period="2026-08", posted_on="2026-09-05"),
        charge(number, "50.02", period="2026-09", posted_on="2026-10-01"),
        charge(number, "10.00", period="2026-10", posted_on="2026-11-01"),
    )
    await world.pay(payment(number, "120.00", paid_on="2026-10-31"))
    days = {"from": "2026-10-01", "to": "2026-10-31"}
    for path in ("reconciliation", "statement"):
        ordered = await order(world, user, f"/contracts/{number}/{path}", **days)
        assert (ordered.status_code, ordered.json()["state"], ordered.json()["links"]) == (202, "queued", [])
        await make_exports(world.database, app.state.payee)
        made = await world.get(user, f"/exports/{ordered.json()['id']}")
        assert (made["state"], made["progress"]) == ("ready", 100)
        pdf, xlsx = [await file_of(world, user, link) for link in made["links"]]
        shown = " ".join(page.extract_text() for page in PdfReader(BytesIO(pdf.content)).pages)
        assert "Тридцать рублей 06 копеек" in " ".join(shown.split())
        rows = list(load_workbook(BytesIO(xlsx.content)).active.iter_rows(values_only=True))
        assert [row[4] for row in rows[3:]] == [100.04, 150.06, 30.06, 30.06]
        assert (rows[-1][2], rows[-1][3]) == (50.02, 120)
    assert sum(isinstance(event, ExportReady) for event in await world.events(number)) == 2


async def test_days_in_the_wrong_order_are_422(world):
    number, user = await world.contract()
    answer = await order(
        world, user, f"/contracts/{number}/reconciliation", **{"from": "2026-10-02", "to": "2026-10-01"}
    )
    assert answer.status_code == 422


async def test_tables_are_typed_and_no_cell_is_a_formula(world):
    number, user = await world.contract()
    await world.charge(charge(number, "100.04", source_id="=1+1"))
    await world.pay(payment(number, "40.04", purpose="+cmd|' /C calc'!A0"))
    for kind, sums in (("charges", (100.04, 40.04, 60)), ("payments", (40.04,))):
        got = await world.http.get(f"{API}/contracts/{number}/{kind}.xlsx", headers=world.issuer.user(user))
        assert got.status_code == 200
        sheet = load_workbook(BytesIO(got.content)).active
        cells = [cell for row in sheet.iter_rows(min_row=2) for cell in row]
        assert all(cell.data_type in {"s", "n", "d"} for cell in cells)
        assert set(sums) <= {cell.value for cell in cells}


async def test_ten_thousand_rows_are_quick_and_more_become_a_job(world, app):
    number, user = await world.contract()
    async with world.database.session() as session:
        await session.execute(
            text(
                "INSERT INTO payments (id, contract_number, source_id, revision, fingerprint, paid_on, amount, stated) "
                "SELECT gen_random_uuid(), :number, 'P' || n, 1, '', '2026-10-01', 1, '[]' "
                "FROM generate_series(1, 10000) AS n"
            ),
            {"number": number},
        )
    async with world.database.session() as session:  # memory does not grow with the rows
        chunks = [len(chunk) async for chunk in MovementRepository(session).chunks(number, "payments")]
    assert (max(chunks), sum(chunks)) == (500, 10_000)
    began = time.process_time()
    got = await world.http.get(f"{API}/contracts/{number}/payments.xlsx", headers=world.issuer.user(user))
    assert time.process_time() - began <= 2  # of this process: others may be busy
    assert load_workbook(BytesIO(got.content), read_only=True).active.max_row == 10_001
    await world.pay(payment(number, "1.00"))
    got = await world.http.get(f"{API}/contracts/{number}/payments.xlsx", headers=world.issuer.user(user))
    assert (got.status_code, got.json()["state"]) == (202, "queued")
    seen = await watched(world, user, got.json()["id"], make_exports(world.database, app.state.payee))
    assert len(set(seen)) > 3
    assert seen == sorted(seen)
    assert (await world.get(user, f"/exports/{got.json()['id']}"))["state"] == "ready"


async def test_a_statement_of_many_operations_streams_and_its_paper_tells_them_by_month(world, app):
    number, user = await world.contract()
    async with world.database.session() as session:
        await session.execute(
            text(
                "INSERT INTO payments (id, contract_number, source_id, revision, fingerprint, paid_on, amount, stated) "
                "SELECT gen_random_uuid(), :number, 'P' || n, 1, '', date '2026-09-01' + n % 61, 1, '[]' "
                "FROM generate_series(1, 3000) AS n"
            ),
            {"number": number},
        )
    days = {"from": "2026-09-01", "to": "2026-10-31"}
    ordered = (await order(world, user, f"/contracts/{number}/reconciliation", **days)).json()
    async with world.database.session() as session:  # memory does not grow with the rows
        chunks = MovementRepository(session).between(number, date(2026, 9, 1), date(2026, 10, 31))
        assert max([len(chunk) async for chunk in chunks]) == 500
    seen = await watched(world, user, ordered["id"], make_exports(world.database, app.state.payee))
    assert len(set(seen)) > 3
    assert seen == sorted(seen)
    made = await world.get(user, f"/exports/{ordered['id']}")
    pdf, xlsx = [await file_of(world, user, link) for link in made["links"]]
    shown = " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf.content)).pages).split())
    assert "Оплачено за сентябрь 2026, операций: 1" in shown.replace("- ", "")
    assert "Операций за период 3000" in shown
    rows = list(load_workbook(BytesIO(xlsx.content), read_only=True).active.iter_rows(values_only=True))
    assert (len(rows), rows[-1][3], rows[-1][4]) == (3 + 3000 + 2, 3000, -3000)


async def watched(world, user, export_id, work):
    """The progress that a customer sees while the work is done."""
    seen, making = [], asyncio.create_task(work)
    while not making.done():
        seen.append((await world.get(user, f"/exports/{export_id}"))["progress"])
    await making
    return seen


async def test_an_export_expires_and_a_stranger_never_sees_it(world, app):
    number, user = await world.contract()
    days = {"from": "2026-10-01", "to": "2026-10-31"}
    ordered = (await order(world, user, f"/contracts/{number}/statement", **days)).json()
    early = await world.http.get(f"{API}/exports/{ordered['id']}/files/0", headers=world.issuer.user(user))
    assert (early.status_code, early.json()["code"]) == (409, "export_not_ready")
    await asyncio.gather(*(make_exports(world.database, app.state.payee) for _ in range(3)))
    made = await world.get(user, f"/exports/{ordered['id']}")
    for path in (f"{API}/exports/{ordered['id']}", made["links"][0]["url"]):
        assert (await world.http.get(path, headers=world.issuer.user())).status_code == 404
    async with world.database.session() as session:
        old = text("UPDATE exports SET expires_at = now() - CAST(:ago AS interval) WHERE id = :id")
        await session.execute(old, {"ago": timedelta(minutes=1), "id": ordered["id"]})
    await make_exports(world.database, app.state.payee)
    assert (await world.get(user, f"/exports/{ordered['id']}"))["state"] == "expired"
    gone = await file_of(world, user, made["links"][0])
    assert (gone.status_code, gone.json()["code"]) == (410, "export_expired")
    async with world.database.session() as session:
        kept = text("SELECT count(*) FROM files WHERE encode(sha256, 'hex') = ANY(:names)")
        assert await session.scalar(kept, {"names": [link["sha256"] for link in made["links"]]}) == 0
