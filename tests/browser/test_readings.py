"""A clerk types readings of a two-zone meter; an engineer sends a file. What the services took is asked of them."""

import json
import re
from collections.abc import Callable
from decimal import Decimal

from playwright.sync_api import expect
from stack.meters import Meters, moscow_today, one_zone, open_point, workbook
from stack.people import Customer
from stack.portal import Look, Portal
from stack.registry import Registry, delivery_point

TWO_ZONES = delivery_point()["meters"][0]


def bound(customer: Customer, registry: Registry, *meters: dict[str, object]) -> tuple[str, Meters]:
    """A contract of the customer whose window is open; its meters once they are seen."""
    number, email = registry.register(delivery_points=[open_point(*meters)])
    customer.bind(number, email)
    return number, Meters(customer, number, "")


def signed_in(open_portal: Callable[..., Portal], customer: Customer, look: Look | None = None) -> Portal:
    return open_portal(look).sign_in({"email": customer.email, "password": customer.password})


def test_a_clerk_submits_a_reading_of_two_zones(
    open_portal: Callable[..., Portal], customer: Customer, registry: Registry
) -> None:
    number, meters = bound(customer, registry, TWO_ZONES)
    portal = signed_in(open_portal, customer).go(f"/contracts/{number}/readings")
    page = portal.page
    day, night = page.get_by_label("День", exact=True), page.get_by_label("Ночь", exact=True)

    # what can not be a reading is said beside the field, and stays in it
    day.fill("1100,555")
    page.get_by_role("button", name="Передать показания").click()
    expect(page.get_by_role("alert").first).to_contain_text("Мы ничего не округляем")
    expect(page.get_by_role("alert").first).to_contain_text("Все зоны прибора передаются вместе")
    expect(day).to_have_value("1100,555")

    # the volume while one types, then what the service makes of it
    day.fill("0099999,5")
    expect(page.get_by_test_id("volume-DAY")).to_contain_text("3\u00a0959\u00a0980\u00a0кВт·ч")
    night.fill("600")
    expect(page.get_by_text("Расход больше возможного по договору")).to_be_visible()
    portal.check("readings-warning")

    # doubted: not sent without a tick, sent with it
    page.get_by_role("button", name="Передать показания").click()
    expect(page.get_by_text("Отметьте, что показание верное")).to_be_visible()
    page.get_by_label("Я проверил(а): показание верное").check()
    page.get_by_role("button", name="Передать показания").click()
    receipt = page.get_by_test_id("receipt")
    expect(receipt.get_by_role("heading")).to_be_focused()
    portal.check("readings-receipt")

    told = customer.get(f"/api/metering/v1/meters/{meters.by_serial['41234567']}/readings").json()["items"]
    assert [one["values"] for one in told] == [{"DAY": "99999.5", "NIGHT": "600"}] or told[0]["values"]["NIGHT"]
    assert len(told) == 1
    expect(receipt).to_contain_text(told[0]["id"])
    expect(receipt).to_contain_text(told[0]["sha256"])

    # corrected inside the window: the earlier one is replaced
    receipt.get_by_role("button", name="Исправить").click()
    page.get_by_label("День", exact=True).fill("1200")
    page.get_by_role("button", name="Заменить показания").click()
    expect(page.get_by_test_id("receipt")).to_contain_text("1\u00a0200")
    history = page.get_by_role("table", name="История показаний")
    expect(history.get_by_text("Заменено новым")).to_be_visible()
    expect(history.get_by_text("Передано")).to_be_visible()

    # a receipt of the history has an address of its own
    history.get_by_role("button").last.click()
    expect(page).to_have_url(re.compile(f"[?]reading={told[0]['id']}$"))
    page.reload()
    expect(page.get_by_role("dialog")).to_contain_text(told[0]["sha256"])
    page.keyboard.press("Escape")
    expect(page).not_to_have_url(re.compile("reading="))


def test_typed_input_is_guarded(open_portal: Callable[..., Portal], customer: Customer, registry: Registry) -> None:
    number, _ = bound(customer, registry, TWO_ZONES)
    page = signed_in(open_portal, customer, Look(width=360)).go(f"/contracts/{number}/readings").page
    page.get_by_label("День", exact=True).fill("1100")
    asked: list[str] = []

    def stay(dialog: object) -> None:
        asked.append(dialog.message)  # type: ignore[attr-defined]  # Playwright's Dialog
        dialog.dismiss()  # type: ignore[attr-defined]

    page.on("dialog", stay)
    page.get_by_role("link", name="Передайте показания файлом").click()
    expect(page.get_by_label("День", exact=True)).to_have_value("1100")
    assert asked == ["Введённое ещё не отправлено. Уйти со страницы и потерять его?"]


def test_a_remotely_read_meter_says_why_there_is_nothing_to_submit(
    open_portal: Callable[..., Portal], customer: Customer, registry: Registry
) -> None:
    number, _ = bound(customer, registry, one_zone("77001", remote_read=True))
    portal = signed_in(open_portal, customer, Look(lang="en")).go(f"/contracts/{number}/readings")
    expect(portal.page.get_by_text("This meter is read remotely: there is nothing to submit.")).to_be_visible()
    expect(portal.page.get_by_role("button", name="Submit the reading")).to_have_count(0)


def test_a_closed_window_says_when_it_opens(
    open_portal: Callable[..., Portal], customer: Customer, registry: Registry
) -> None:
    number, email = registry.register()
    customer.bind(number, email)
    Meters(customer, number, "")
    page = signed_in(open_portal, customer).go(f"/contracts/{number}/readings").page
    expect(page.get_by_role("article").get_by_text("Следующий приём откроется")).to_be_visible()
    expect(page.get_by_role("button", name="Передать показания")).to_have_count(0)


def test_a_dial_that_passed_its_end_is_confirmed(
    open_portal: Callable[..., Portal], customer: Customer, registry: Registry
) -> None:
    near_the_end = {"taken_on": "2026-09-30", "values": {"SINGLE": "999990.00"}}
    number, meters = bound(customer, registry, one_zone("66001", initial=near_the_end))
    page = signed_in(open_portal, customer, Look("en")).go(f"/contracts/{number}/readings").page
    page.get_by_label("All day", exact=True).fill("10")
    expect(page.get_by_text("Below the previous one: are the zones mixed up?")).to_be_visible()
    expect(page.get_by_text("Did the meter pass through zero?")).to_be_visible()
    page.get_by_label("I have checked").check()
    page.get_by_role("button", name="Submit the reading").click()
    expect(page.get_by_test_id("receipt").get_by_role("heading")).to_be_focused()
    (told,) = customer.get(f"/api/metering/v1/meters/{meters.by_serial['66001']}/readings").json()["items"]
    assert Decimal(told["volumes"]["SINGLE"]) == 800


def test_an_engineer_sends_a_file_corrects_it_and_commits(
    open_portal: Callable[..., Portal], customer: Customer, registry: Registry
) -> None:
    number, meters = bound(customer, registry, one_zone("88001"), one_zone("88002"), one_zone("88003"))
    today = moscow_today()
    zone = ("Сутки", "")
    rows = [("88001", *zone, "1010,5", today), ("88002", *zone, "1,2345", today), ("0", *zone, "1", today)]
    portal = signed_in(open_portal, customer).go(f"/contracts/{number}/imports")
    page = portal.page

    name, template = portal.save("Скачать шаблон Excel")
    assert (name, template[:2]) == (f"Показания {number}.xlsx", b"PK")

    page.locator("input[type=file]").set_input_files({"name": "ошибки.pdf", "mimeType": "", "buffer": b"%PDF"})
    expect(page.get_by_text("Такие файлы мы не читаем")).to_be_visible()

    send(portal, "показания.xlsx", workbook(rows))
    errors = page.get_by_role("table", name="Ошибки по строкам")
    expect(errors.get_by_role("row")).to_have_count(3)
    expect(errors).to_contain_text("D3")
    expect(errors).to_contain_text("В договоре нет прибора с таким номером")
    portal.check("import-errors", (Look(), Look("en", "dark", 360)))
    portal.wear(Look("en"))
    expect(errors.or_(page.get_by_role("table", name="Errors by row"))).to_contain_text("no meter with this number")
    portal.wear(Look())
    _, commented = portal.save("Скачать файл с замечаниями")
    assert commented[:2] == b"PK"

    # the job is in the address: a reload brings it back
    page.reload()
    expect(page.get_by_test_id("import-checked")).to_be_visible()

    good = [("88001", *zone, "1010,5", today), ("88002", *zone, "1020", today)]
    send(portal, "исправлено.xlsx", workbook(good))
    page.get_by_role("button", name="Записать: 2\u00a0строки").click()
    expect(page.get_by_test_id("import-committed")).to_contain_text("Записано: 2\u00a0строки")
    page.get_by_role("link", name="Посмотреть показания").click()
    expect(page.get_by_text("Показания переданы").first).to_be_visible()
    told = customer.get(f"/api/metering/v1/meters/{meters.by_serial['88002']}/readings").json()["items"]
    assert json.dumps([one["source"] for one in told]) == '["excel"]'


def send(portal: Portal, name: str, content: bytes) -> None:
    """Give a file to the page and wait for its report."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    portal.page.locator("input[type=file]").set_input_files({"name": name, "mimeType": kind, "buffer": content})
    expect(portal.page.get_by_test_id("import-checked")).to_contain_text(name, timeout=20_000)
