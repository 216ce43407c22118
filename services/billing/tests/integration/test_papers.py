"""Documents and paying: files, printed forms, QR read back, the bank's file, matching."""

import base64
import hashlib
import re
from io import BytesIO
from zipfile import ZipFile

import pytest
import zxingcpp
from billing.usecases.render_documents import DocumentRenderer
from events.schemas.billing import DocumentIssued
from events.schemas.supplier import DocumentPublished
from PIL import Image
from pypdf import PdfReader
from sqlalchemy import text

from .conftest import charge, payment, unbound

PDF = b"%PDF-1.7\n% not much of a document"


def document(contract_number, **fields):
    """A bill without a file."""
    usual = {
        "source_id": f"DOC-{contract_number}",
        "revision": 1,
        "contract_number": contract_number,
        "kind": "bill",
        "number": "17/10",
        "issued_on": "2026-11-05",
        "period": "2026-10",
        "gross": "122.00",
        "file": None,
    }
    return usual | fields


def file(content=PDF, name="Счёт № 17.pdf", media_type="application/pdf"):
    return {"name": name, "media_type": media_type, "content_base64": base64.b64encode(content).decode()}


async def read(world, user, path):
    return await world.http.get(path, headers=world.issuer.user(user))


async def test_a_file_comes_back_as_it_was_sent(world):
    number, user = await world.contract()
    sent = document(number, file=file())
    answer = await world.post("documents", sent)
    assert (answer.status_code, answer.json()["status"]) == (200, "created")
    await world.tell(DocumentPublished.model_validate(sent))
    filters = {"kind": "bill", "period": "2026-10", "text": "17/1"}
    (item,) = (await world.get(user, f"/contracts/{number}/documents", **filters))["items"]
    assert (item["sha256"], item["file_name"]) == (hashlib.sha256(PDF).hexdigest(), "Счёт № 17.pdf")
    got = await read(world, user, item["links"]["file"])
    assert (got.content, got.headers["content-type"]) == (PDF, "application/pdf")
    assert "filename*=UTF-8''%D0%A1%D1%87%D1%91%D1%82%20%E2%84%96%2017.pdf" in got.headers["content-disposition"]
    assert got.headers["x-content-type-options"] == "nosniff"
    assert [type(event) for event in await world.events(number)] == [DocumentIssued]
    assert (await world.get(user, f"/contracts/{number}/documents", kind="act"))["items"] == []
    assert (await world.get(user, f"/contracts/{number}/documents", text="%"))["items"] == []


@pytest.mark.parametrize(
    "bad",
    [
        file(b"<html><script>alert(1)</script>", "a.pdf"),
        file(b"\xef\xbb\xbf  <!DOCTYPE html><p>", "a.txt", "text/plain"),
        file(
            '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'.encode("utf-16"),
            "a.xml",
            "application/xml",
        ),
        file(name="a.html"),
        file(name="a.SVG "),
        file(media_type="image/svg+xml"),
        file(media_type="text/html; charset=utf-8"),
        file(b""),
        file() | {"content_base64": "кириллица"},
    ],
)
async def test_what_a_browser_would_run_is_refused(world, bad):
    number, user = await world.contract()
    answer = await world.post("documents", document(number, file=bad))
    assert (answer.status_code, answer.json()["status"]) == (200, "refused"), answer.text
    assert (await world.get(user, f"/contracts/{number}/documents"))["items"] == []


async def test_a_document_of_a_wrong_shape_is_422(world):
    assert (await world.post("documents", {"kind": "bill"})).status_code == 422


@pytest.mark.parametrize("kind", ["bill", "vat_invoice", "upd", "act", "reconciliation", "notice"])
async def test_printed_forms_are_pdf_a_with_cyrillic_and_the_same_bytes(world, app, kind):
    number, user = await world.contract()
    await world.charge(charge(number, "122.00"))
    await world.post("documents", document(number, kind=kind))
    await DocumentRenderer(world.database, app.state.payee).run_once()
    (item,) = (await world.get(user, f"/contracts/{number}/documents"))["items"]
    got = await read(world, user, item["links"]["file"])
    assert hashlib.sha256(got.content).hexdigest() == item["sha256"]
    reader = PdfReader(BytesIO(got.content))
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    assert "ООО «Ромашка»" in text
    assert "Сто двадцать два рубля 00 копеек" in text
    assert "не является первичным документом" in text
    assert b"pdfaid" in got.content
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    await world.post("documents", document(number, kind=kind, source_id="again"))
    await DocumentRenderer(world.database, app.state.payee).run_once()
    items = (await world.get(user, f"/contracts/{number}/documents"))["items"]
    assert len({one["sha256"] for one in items}) == 1


BLANKS = {
    "bill": ("Банк получателя", "Счёт на оплату № 17/10", "40703810990200000032", "оплатить до 18.11.2026"),
    "vat_invoice": ("№ 1137", "ИНН/КПП покупателя", "1а 1б 2 2а 3 4 5 6 7 8 9 10 10а 11", "Всего к оплате (9)"),
    "upd": (
        *("№ ММВ-20-3/96@", "Статус: 1", "А 1 1а 1б 2 2а 3 4 5 6 7 8 9 10 10а 11", "Главный бухгалтер"),
        *(f"[{line}]" for line in range(8, 20)),
    ),
    "act": ("Поставщик передал, а Потребитель принял", "Показания", "Начальное"),
    "reconciliation": ("Мы, нижеподписавшиеся", "По данным: ООО «Ромашка»", "Сальдо конечное", "Дебет", "Кредит"),
    "notice": ("Кому:", "уведомляет вас", "задолженность составляет 122,00"),
}


@pytest.mark.parametrize("kind", BLANKS)
async def test_each_blank_has_what_its_reader_looks_for_on_paper_and_on_the_page(world, app, kind):
    number, user = await world.contract()
    await world.charge(charge(number, "122.00"))
    issued = (await world.post("documents", document(number, kind=kind))).json()["id"]
    pdf = await read(world, user, f"/api/billing/v1/documents/{issued}/file")
    page = await read(world, user, f"/api/billing/v1/documents/{issued}/print")
    printed = " ".join(" ".join(one.extract_text() for one in PdfReader(BytesIO(pdf.content)).pages).split())
    shown = " ".join(re.sub(r"<style>.*?</style>|<[^>]+>", " ", page.text, flags=re.DOTALL).split())
    for told in BLANKS[kind]:
        assert told in printed.replace("- ", "") or told in printed, printed
        assert told in shown, shown


async def test_several_documents_come_in_one_archive(world):
    number, user = await world.contract()
    path, caller = f"/api/billing/v1/contracts/{number}/documents:zip", world.issuer.user(user)
    sent = [
        document(number, file=file()),
        document(number, source_id="same name", file=file(PDF + b"2")),
        document(number, source_id="printed", kind="act"),
    ]
    ids = [(await world.post("documents", one)).json()["id"] for one in sent]
    got = await world.http.post(path, json={"documents": ids}, headers=caller)
    assert (got.status_code, got.headers["content-type"]) == (200, "application/zip"), got.text
    assert int(got.headers["content-length"]) == len(got.content)
    packed = dict(read_archive(got.content))
    assert sorted(packed) == ["Акт приёма-передачи № 17_10 от 05.11.2026.pdf", "Счёт № 17 (2).pdf", "Счёт № 17.pdf"]
    assert {packed["Счёт № 17.pdf"], packed["Счёт № 17 (2).pdf"]} == {PDF, PDF + b"2"}
    again = await world.http.post(path, json={"documents": ids}, headers=caller)
    assert again.content == got.content
    other, _ = await world.contract()
    foreign = (await world.post("documents", document(other))).json()["id"]
    refused = await world.http.post(path, json={"documents": [ids[0], foreign]}, headers=caller)
    assert refused.status_code == 404
    for wrong in ({}, {"documents": []}, {"documents": ["x"]}):
        assert (await world.http.post(path, json=wrong, headers=caller)).status_code == 422


def read_archive(content):
    with ZipFile(BytesIO(content)) as archive:
        assert archive.testzip() is None
        return [(name, archive.read(name)) for name in archive.namelist()]


async def test_letters_that_no_font_has_do_not_stop_a_form(world, app):
    number, user = await world.contract()
    await world.post("documents", document(number, number="漢字 😀 #[x] \u00ad"))
    await DocumentRenderer(world.database, app.state.payee).run_once()
    (item,) = (await world.get(user, f"/contracts/{number}/documents"))["items"]
    got = await read(world, user, item["links"]["file"])
    assert "№ ?? ? #[x]" in PdfReader(BytesIO(got.content)).pages[0].extract_text()


async def test_the_print_view_runs_nothing(world):
    number, user = await world.contract()
    await world.post("documents", document(number, number='<script>alert("1")</script>'))
    (item,) = (await world.get(user, f"/contracts/{number}/documents"))["items"]
    got = await read(world, user, item["links"]["print"])
    assert got.headers["content-type"].startswith("text/html")
    assert "default-src 'none'" in got.headers["content-security-policy"]
    assert "<script" not in got.text
    assert "&lt;script&gt;" in got.text


async def test_a_request_to_pay_is_read_back_from_its_qr_and_matched_by_its_purpose(world):
    number, user = await world.contract()
    await world.charge(charge(number, "100.04", period="2026-09", due_on="2026-10-19"), charge(number, "50.02"))
    path = f"/api/billing/v1/contracts/{number}/payment-requests"
    answer = await world.http.post(path, json={"amount": "120.00"}, headers=world.issuer.user(user))
    assert answer.status_code == 201, answer.text
    request = answer.json()
    assert (request["amount"], request["payment_id"]) == ("120.00", None)
    assert all(told in request["purpose"] for told in (number, "09.2026, 10.2026", request["id"]))
    png = await read(world, user, request["links"]["qr_png"])
    (code,) = zxingcpp.read_barcodes(Image.open(BytesIO(png.content)))
    payload = code.bytes.decode()
    assert payload.startswith("ST00012|Name=")
    pairs = dict(pair.split("=", 1) for pair in payload.split("|")[1:])
    assert (pairs["Sum"], pairs["Purpose"], pairs["Contract"]) == ("12000", request["purpose"], number)
    assert pairs["PersonalAcc"] == request["requisites"]["account"]
    assert b"<svg" in (await read(world, user, request["links"]["qr_svg"])).content
    bank = (await read(world, user, request["links"]["client_bank"])).content.decode("cp1251")
    assert f"НазначениеПлатежа={request['purpose']}" in bank.split("\r\n")
    pdf = await read(world, user, request["links"]["pdf"])
    assert PdfReader(BytesIO(pdf.content)).pages[0].extract_text().count(request["id"]) >= 1
    page = await read(world, user, request["links"]["print"])
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert all(
        told in page.text for told in (request["purpose"], "Сто двадцать рублей 00 копеек", "data:image/svg+xml")
    )
    await world.pay(payment(number, "120.00", purpose=request["purpose"]))
    again = await world.get(user, f"/payment-requests/{request['id']}")
    (paid,) = (await world.get(user, f"/contracts/{number}/payments"))["items"]
    assert again["payment_id"] == paid["id"]
    assert {part["period"]: part["amount"] for part in paid["allocations"]} == {"2026-09": "100.04", "2026-10": "19.96"}


async def test_documents_are_paid_by_what_is_left_of_their_months(world):
    number, user = await world.contract()
    await world.charge(charge(number, "100.04"))
    await world.pay(payment(number, "40.04"))
    issued = await world.post("documents", document(number, gross="100.04"))
    path, caller = f"/api/billing/v1/contracts/{number}/payment-requests", world.issuer.user(user)
    body = {"documents": [issued.json()["id"]]}
    answer = await world.http.post(path, json=body, headers=caller)
    assert (answer.json()["amount"], "10.2026" in answer.json()["purpose"]) == ("60.00", True)
    await world.pay(payment(number, "60.00"))
    paid = await world.http.post(path, json=body, headers=caller)
    assert (paid.status_code, paid.json()["code"]) == (409, "nothing_to_pay")
    for wrong in ({}, {"amount": "0.00"}, {"amount": 5}, {"amount": "1.00", **body}, {"documents": []}):
        assert (await world.http.post(path, json=wrong, headers=caller)).status_code == 422
    other = {"documents": ["01939a4e-0000-7000-8000-000000000001"]}
    assert (await world.http.post(path, json=other, headers=caller)).status_code == 404


async def test_what_cannot_be_matched_is_seen_by_operators(world, issuer):
    number, _ = await world.contract()
    await world.pay(payment(number, "10.00", purpose="Заявка ЛК-ABCDEFGHJK"))
    path = "/api/billing/v1/ops/unmatched-payments"
    items = (await world.http.get(path, headers=issuer.operator())).json()["items"]
    assert [(one["amount"], one["reason"]) for one in items if one["contract_number"] == number] == [
        ("10.00", "unknown_request")
    ]
    assert (await world.http.get(path, headers=issuer.user())).status_code == 403


async def test_after_unbinding_nothing_of_the_contract_is_read(world):
    number, user = await world.contract()
    await world.charge(charge(number))
    issued = await world.post("documents", document(number, file=file()))
    (item,) = (await world.get(user, f"/contracts/{number}/charges"))["items"]
    gone = [f"/api/billing/v1/charges/{item['id']}", f"/api/billing/v1/documents/{issued.json()['id']}/file"]
    for path in gone:
        stranger = await world.http.get(path, headers=world.issuer.user())
        assert (stranger.status_code, (await read(world, user, path)).status_code) == (404, 200)
    async with world.database.session() as session:
        query = text("SELECT id FROM bindings WHERE contract_number = :number")
        binding = await session.scalar(query, {"number": number})
    await world.tell(unbound(user, number, binding))
    for path in gone:
        assert (await read(world, user, path)).status_code == 404
