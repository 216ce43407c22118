"""An operator watches and mends, in the browser: what he does happens, and is on record."""

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect
from stack.browser import Browser
from stack.parking import Parking
from stack.people import IDENTITY, Customer
from stack.portal import Portal
from stack.registry import Registry, contract, fresh_number
from stack.topics import send
from stack.waiting import eventually

Open = Callable[..., Portal]


@pytest.fixture
def operator(stack: Any, http: Any) -> Browser:
    """The operator's other window: what services say, without a screen."""
    browser = Browser(http)
    assert browser.post(f"{IDENTITY}/auth/login", stack["operator"]).status_code == 200
    return browser


@pytest.fixture
def ops(open_portal: Open, stack: Any) -> Portal:
    """The operator's window."""
    return open_portal().sign_in(stack["operator"])


def payment(number: str, **fields: Any) -> bytes:
    """A payment of the supplier; a field that nobody knows parks its key."""
    body = {"source_id": f"P-{uuid4().hex[:8]}", "revision": 1, "contract_number": number, "paid_on": "2026-11-20"}
    more = {"amount": "10.00", "purpose": "Оплата, Иванова А. П., +79215550101", "payer_inn": "7802532605"}
    return json.dumps({**body, **more, "document_number": "1", "allocations": [], **fields}).encode()


def act(page: Page, button: str, reason: str) -> None:
    """Press it in the table, say why, and confirm."""
    page.get_by_role("button", name=button, exact=True).click()
    dialog = page.get_by_role("dialog", name=button)
    dialog.get_by_label("Почему").fill(reason)
    dialog.get_by_role("button", name=button, exact=True).click()
    expect(dialog).to_be_hidden()


def test_the_overview_shows_every_service(ops: Portal) -> None:
    ops.go("/ops")
    table = ops.page.get_by_role("table", name="Обзор")
    for service in ("identity", "contracts", "metering", "billing", "notifier"):
        expect(table.get_by_role("row").filter(has_text=service).filter(has_text="в порядке")).not_to_have_count(0)
    expect(table).to_contain_text("supplier.billing.v1")
    expect(table).to_contain_text("mail_queue")
    ops.check("ops-overview")


def test_parked_keys_are_looked_at_retried_and_dropped_and_an_event_is_followed(
    ops: Portal, operator: Browser, stack: Any, registry: Registry
) -> None:
    (number, _), event_id = registry.register(), str(uuid4())
    bootstrap, parking = stack["kafka_bootstrap"], Parking(operator, "billing")
    feed = {"ce_type": "PaymentPublished"}
    send(bootstrap, "supplier.billing.v1", number, payment(number, colour="red"), ce_id=event_id, **feed)
    send(bootstrap, "supplier.billing.v1", number, payment(number), **feed)
    parking.wait(number, behind=1)

    page = ops.go("/ops?part=parked").page
    row = page.get_by_role("table", name="Отложенные").get_by_role("row").filter(has_text=number)
    expect(row).to_contain_text("colour")
    row.get_by_role("button", name="Показать").click()
    records = page.get_by_text("PaymentPublished").last
    expect(records).to_be_visible()
    expect(page.get_by_role("main")).not_to_contain_text("Иванова")
    expect(page.get_by_role("main")).not_to_contain_text("7802532605")
    ops.check("ops-parked")

    # nothing is done without a reason; a retry meets the same record and parks it again
    row.get_by_role("button", name="Повторить").click()
    dialog = page.get_by_role("dialog", name="Повторить")
    dialog.get_by_role("button", name="Повторить", exact=True).click()
    expect(dialog).to_be_visible()
    dialog.get_by_label("Почему").fill("проверим ещё раз")
    ops.check("ops-retry")
    dialog.get_by_role("button", name="Повторить", exact=True).click()
    expect(dialog).to_be_hidden()
    parking.wait(number, behind=1)

    # one event's way through the services
    page = ops.go("/ops?part=trace").page
    page.get_by_label("ce_id события").fill(event_id)
    page.get_by_role("button", name="Найти").click()
    expect(page.get_by_role("row").filter(has_text="billing").filter(has_text=number)).to_be_visible()
    ops.check("ops-trace")

    page = ops.go("/ops?part=parked").page
    row = page.get_by_role("table", name="Отложенные").get_by_role("row").filter(has_text=number)
    row.get_by_role("button", name="Отбросить").click()
    dialog = page.get_by_role("dialog", name="Отбросить")
    dialog.get_by_label("Почему").fill("лишнее поле, исправлено")
    dialog.get_by_role("button", name="Отбросить", exact=True).click()
    expect(dialog).to_be_hidden()
    parking.wait_gone(number)


def test_the_registry_is_searched_and_a_file_is_tried_before_it_is_imported(
    ops: Portal, operator: Browser, tmp_path: Any
) -> None:
    number = fresh_number()
    items = [{**contract(emails=["glavbuh@some-company.example"]), "number": number}, {"number": "1"}]
    file = tmp_path / "registry.json"
    file.write_text(json.dumps({"items": items}))
    page = ops.go("/ops?part=registry").page
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Загрузить").click()
    expect(page.get_by_role("status")).to_contain_text("created: 1, unchanged: 0, refused: 1")
    ops.check("ops-import")
    assert operator.get(f"/api/contracts/v1/ops/registry/{number}").status_code == 404, "only tried"

    page.get_by_label("Только проверить").uncheck()
    page.get_by_role("button", name="Загрузить").click()
    eventually(
        lambda: operator.get(f"/api/contracts/v1/ops/registry/{number}").status_code == 200, what="it is imported"
    )
    page.get_by_label("Номер договора или e-mail целиком").fill(number)
    page.get_by_role("button", name="Найти").click()
    page.get_by_role("row").filter(has_text=number).get_by_role("button", name="Показать").click()
    expect(page.get_by_text("g•••@some-company.example")).to_be_visible()
    ops.check("ops-registry")


def test_a_user_is_found_locked_signed_out_and_written_to_and_it_is_on_record(ops: Portal, customer: Customer) -> None:
    page = ops.go("/ops?part=users").page
    page.get_by_label("Идентификатор или адрес e-mail целиком").fill(customer.email)
    page.get_by_role("button", name="Найти").click()
    users = page.get_by_role("table", name="Пользователи")
    expect(users).to_contain_text("действует")
    expect(users).not_to_contain_text(customer.email)
    ops.check("ops-users")

    act(page, "Завершить сеансы", "утерян телефон")
    assert customer.get(f"{IDENTITY}/me").status_code == 401
    act(page, "Заблокировать", "по заявлению владельца")
    expect(users).to_contain_text("заблокирован")
    assert customer.login().json()["code"] == "account_locked"
    act(page, "Разблокировать", "владелец перезвонил")
    expect(users).to_contain_text("действует")
    assert customer.login().status_code == 200

    page = ops.go("/ops?part=audit").page
    record = page.get_by_role("table", name="Журнал")
    for reason in ("утерян телефон", "по заявлению владельца", "владелец перезвонил"):
        expect(record.get_by_role("row").filter(has_text=reason).first).to_be_visible()
    ops.check("ops-audit")
    name, content = ops.save("Скачать CSV: identity")
    assert name.endswith(".csv")
    assert "владелец перезвонил" in content.decode("utf-8-sig")


def test_the_confirmation_letter_is_sent_again(ops: Portal, http: Any, customer: Customer) -> None:
    newcomer = Customer(http, customer.mailbox)
    newcomer.register()
    first = newcomer.confirmation_token()
    page = ops.go("/ops?part=users").page
    page.get_by_label("Идентификатор или адрес e-mail целиком").fill(newcomer.email)
    page.get_by_role("button", name="Найти").click()
    act(page, "Письмо ещё раз", "не дошло")
    eventually(lambda: newcomer.confirmation_token() != first, what="another letter")


def test_who_is_no_operator_sees_nothing(open_portal: Open, customer: Customer) -> None:
    portal = open_portal().sign_in({"email": customer.email, "password": customer.password})
    page = portal.go("/ops").page
    expect(page.get_by_role("main")).not_to_contain_text("mail_queue")
    expect(page.get_by_role("table", name="Обзор").get_by_role("row").filter(has_text="в порядке")).to_have_count(0)
