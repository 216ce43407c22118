"""Webhooks in the portal: made, tried, looked at, paused and deleted."""

from collections.abc import Callable

from playwright.sync_api import expect
from stack.people import Customer
from stack.portal import Portal


def test_a_webhook_from_the_profile_to_its_log(open_portal: Callable[..., Portal], customer: Customer) -> None:
    portal = open_portal().sign_in({"email": customer.email, "password": customer.password})
    page = portal.go("/profile").page
    page.get_by_role("link", name="Открыть вебхуки").click()
    expect(page.get_by_role("heading", name="Уведомления вашим системам")).to_be_visible()
    page.get_by_label("Название").fill("Бухгалтерия")
    page.get_by_label("Адрес (https)").fill("https://10.0.0.1/in")
    page.get_by_role("button", name="Создать вебхук").click()
    expect(page.get_by_text("Выберите хотя бы одно событие.")).to_be_visible()
    page.get_by_label("начисление").check()
    page.get_by_role("button", name="Создать вебхук").click()
    expect(page.get_by_text("Адрес должен быть доступен из интернета", exact=False)).to_be_visible()

    # nobody listens there, which the log says
    page.get_by_label("Адрес (https)").fill("http://127.0.0.1:9/in")
    page.get_by_role("button", name="Создать вебхук").click()
    expect(page.get_by_text("Скопируйте секрет сейчас")).to_be_visible()
    expect(page.get_by_text("whsec_", exact=False)).to_be_visible()
    page.get_by_role("button", name="Отправить проверку: Бухгалтерия").click()
    page.get_by_role("button", name="Журнал: Бухгалтерия").click()
    page.get_by_role("button", name="проверка", exact=False).filter(has_text="отправляется").click()
    expect(page.get_by_text("нет соединения", exact=False).first).to_be_visible(timeout=60_000)
    portal.check("webhooks")

    page.get_by_role("button", name="Приостановить: Бухгалтерия").click()
    expect(page.get_by_text("приостановлен вами")).to_be_visible()
    page.get_by_role("button", name="Удалить: Бухгалтерия").click()
    page.get_by_role("dialog").get_by_role("button", name="Удалить").click()
    expect(page.get_by_text("Вебхуков нет.")).to_be_visible()
