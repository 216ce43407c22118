"""From a bill to its payment; documents; consumption."""

from collections.abc import Callable
from io import BytesIO
from typing import Any
from urllib.parse import quote
from zipfile import ZipFile

import httpx
import pytest
from playwright.sync_api import expect
from stack.billing import Account, Billing, charge, payment
from stack.people import Customer
from stack.portal import Look, Portal
from stack.registry import Registry


@pytest.fixture
def billing(stack: Any, http: httpx.Client) -> Billing:
    """The supplier's billing."""
    return Billing(http, stack["service_clients"]["billing"], "")


def test_a_bill_is_paid(
    open_portal: Callable[..., Portal], customer: Customer, registry: Registry, billing: Billing
) -> None:
    number, email = registry.register()
    customer.bind(number, email)
    bill = {"kind": "bill", "number": "С-1", "issued_on": "2026-11-05", "period": "2026-10", "gross": "25002.44"}
    account = Account(customer, number)
    account.wait("balance", lambda found: found["balance"] == "0.00")
    charged = billing.post("charges:batch", {"items": [charge(number)]}).json()
    assert charged["items"][0]["status"] == "created"
    head = {"source_id": f"D-{number}", "revision": 1, "contract_number": number, "file": None}
    assert billing.post("documents", head | bill).status_code < 300
    account.wait("documents", lambda found: len(found["items"]) == 1)
    portal = open_portal().sign_in({"email": customer.email, "password": customer.password})
    page = portal.go(f"/contracts/{number}/pay").page

    # a sum that is none is refused beside its field
    page.get_by_label("Указать сумму").check()
    page.get_by_label("Сумма, ₽").fill("сто")
    page.get_by_role("button", name="Получить QR-код").click()
    expect(page.get_by_role("alert").first).to_contain_text("Здесь должна быть сумма")

    page.get_by_label("Выбрать счета").check()
    page.get_by_role("button", name="Получить QR-код").click()
    papers = page.get_by_test_id("papers")
    expect(papers.get_by_role("heading")).to_have_text("К оплате 25\u00a0002,44\u00a0₽")
    expect(papers.get_by_role("heading")).to_be_focused()
    assert page.locator("img[alt^='QR']").evaluate(
        "async (image) => { await image.decode(); return image.naturalWidth }"
    )
    portal.check("pay-papers")
    _, order = portal.save("Поручение для банк-клиента")
    assert order.startswith(b"1CClientBankExchange")
    _, form = portal.save("PDF для печати")
    assert form.startswith(b"%PDF")

    purpose = papers.get_by_role("row", name="Назначение платежа").get_by_role("cell").inner_text().split("\n")[0]
    told = billing.post("payments:batch", {"items": [payment(number, "25002.44", purpose=purpose)]}).json()
    assert told["items"][0]["status"] == "created"
    page.reload()
    expect(page.get_by_text("Платёж по этой заявке получен")).to_be_visible()
    expect(page.get_by_test_id("debt")).to_contain_text("Задолженности нет")
    portal.go(f"/contracts/{number}/payments")
    row = page.get_by_role("table", name="Платежи").get_by_role("row").nth(1)
    expect(row).to_contain_text("25\u00a0002,44\u00a0₽")
    row.get_by_role("link", name="октябрь").click()
    expect(page.get_by_role("heading", name="Начисление за октябрь\u00a02026\u00a0г.")).to_be_visible()


def test_a_charge_is_explained(open_portal: Callable[..., Portal], stack: Any, year: str) -> None:
    portal = open_portal().sign_in(stack["demo_user"]).go(f"/contracts/{year}/charges")
    page = portal.page
    page.get_by_role("link", name="август\u00a02026").click()
    expect(page.get_by_test_id("recalculation")).to_contain_text("\u221236\u00a0085,69\u00a0₽")
    expect(page.get_by_text("(9\u00a0927,69 − 9\u00a0684,93) × 40 =")).to_be_visible()
    portal.check("charge")
    page.go_back()
    expect(page.get_by_role("table", name="Начисления").get_by_role("row")).to_have_count(13)
    name, sheet = portal.save("Скачать Excel")
    assert (name, sheet[:2]) == (f"Начисления {year}.xlsx", b"PK")


def test_documents_are_found_saved_and_printed(open_portal: Callable[..., Portal], stack: Any, year: str) -> None:
    portal = open_portal().sign_in(stack["demo_user"])
    page = portal.go(f"/contracts/{year}/documents?kind=upd&from=2026-09&to=2026-10").page
    rows = page.get_by_role("table", name="Документы").get_by_role("row")
    expect(rows).to_have_count(3)
    page.get_by_label("Номер или имя файла").fill("2026-10")
    expect(rows).to_have_count(2)
    page.get_by_role("button", name="Сбросить").click()
    expect(rows).to_have_count(16)

    page.get_by_role("checkbox").nth(0).check()
    page.get_by_role("checkbox").nth(1).check()
    expect(page.get_by_text("Выбрано: 2\u00a0документа")).to_be_visible()
    name, archive = portal.save("Скачать одним архивом")
    assert name.endswith(".zip")
    assert len([file for file in ZipFile(BytesIO(archive)).namelist() if file.endswith(".pdf")]) == 2

    with page.expect_popup() as printed:
        page.get_by_role("link", name="Печать: Счёт").first.click()
    expect(printed.value.locator("body")).to_contain_text("С-2026-10-000101")
    assert printed.value.pdf().startswith(b"%PDF")

    page.get_by_role("button", name="Подготовить акт").click()
    expect(page.get_by_test_id("export")).to_contain_text("Готово", timeout=20_000)
    _, act = portal.save("Акт сверки взаимных расчётов")
    assert act.startswith(b"%PDF")


def test_consumption_is_seen_by_hours_and_saved(open_portal: Callable[..., Portal], stack: Any, year: str) -> None:
    portal = open_portal().sign_in(stack["demo_user"])
    page = portal.go(f"/contracts/{year}/consumption").page
    expect(page.get_by_test_id("chart").locator("canvas")).to_be_visible()
    page.get_by_text("По часам").click()
    expect(page.get_by_role("columnheader", name="Час (Москва)")).to_be_visible()
    page.get_by_label("С даты").fill("5.11.26")
    page.get_by_label("По дату").fill("05.11.2026")
    page.get_by_role("button", name="Показать", exact=True).click()
    expect(page.get_by_role("table").get_by_text("нет данных").first).to_be_visible()
    portal.check("consumption-hours")
    for button, start in [("Скачать Excel", b"PK"), ("Green Button", b"<?xml"), ("JSON", b'{"by"')]:
        _, content = portal.save(button)
        assert content.startswith(start)


def test_nothing_yet_says_what_to_do(
    open_portal: Callable[..., Portal], customer: Customer, registry: Registry
) -> None:
    number, email = registry.register(delivery_points=[])
    customer.bind(number, email)
    Account(customer, number).wait("balance", lambda found: found["balance"] == "0.00")
    portal = open_portal(Look(width=360)).sign_in({"email": customer.email, "password": customer.password})
    said = {"readings": "Приборов учёта пока нет", "charges": "Начислений пока нет", "payments": "Платежей пока нет"}
    said |= {"documents": "Документов пока нет", "consumption": "За эти дни данных нет", "pay": "Задолженности нет"}
    for screen, words in said.items():
        portal.go(f"/contracts/{number}/{screen}")
        expect(portal.page.get_by_text(words).first, quote(screen)).to_be_visible()
