"""The whole way of a newcomer, from registration to a contract and back, by hand; and his second factor."""

import re
from collections.abc import Callable
from io import BytesIO

import httpx
import pyotp
from openpyxl import load_workbook
from playwright.sync_api import Page, expect
from stack.letters import Mailbox
from stack.people import Customer, fresh_address
from stack.portal import Look, Portal
from stack.registry import Registry

PASSWORD = "dolgiy-parol-7"


def follow(page: Page, mailbox: Mailbox, to: str, about: str, path: str) -> None:
    page.goto(f"{path}?token={mailbox.wait_for_link(to, about, path)}")
    expect(page).not_to_have_url(re.compile("token"))


def test_a_newcomer_binds_a_contract_sees_it_and_gives_it_up(
    open_portal: Callable[..., Portal], http: httpx.Client, registry: Registry
) -> None:
    mailbox, email = Mailbox(http), fresh_address()
    number, contract_email = registry.register()
    portal = open_portal()
    page = portal.page

    # who is nobody yet is asked to sign in, and finds the way to register
    page.goto(f"/contracts/{number}")
    page.get_by_role("link", name="Зарегистрироваться").click()
    expect(page.get_by_role("heading", name="Регистрация")).to_be_visible()
    page.get_by_label("Электронная почта").fill(email)
    page.get_by_label("Пароль", exact=False).first.fill(PASSWORD)
    page.get_by_role("button", name="Зарегистрироваться").click()
    # what is wrong is said beside the field and in a summary that leads there
    expect(page.get_by_text("Без принятия соглашения кабинет открыть нельзя.")).to_have_count(2)
    page.get_by_role("alert").get_by_role("link", name="Я принимаю лицензионное соглашение").click()
    expect(page.get_by_label("Я принимаю лицензионное соглашение")).to_be_focused()
    expect(page.get_by_label("Электронная почта")).to_have_value(email)
    page.get_by_label("Я принимаю лицензионное соглашение").check()
    page.get_by_role("button", name="Зарегистрироваться").click()
    expect(page.get_by_role("heading", name="Подтвердите почту")).to_be_visible()
    portal.shoot("letter-sent")

    # the letter's link confirms the address, the form asks for a name
    follow(page, mailbox, email, "Подтвердите", "/confirm-email")
    page.get_by_role("button", name="Подтвердить почту").click()
    page.get_by_role("link", name="В личный кабинет").click()
    expect(page.get_by_role("heading", name="Давайте познакомимся")).to_be_visible()
    page.get_by_label("Фамилия").fill("Иванова")
    page.get_by_label("Имя", exact=False).first.fill("Анна")
    page.get_by_label("Телефон").fill("+7 812 303-69-69")
    page.get_by_role("button", name="Сохранить и продолжить").click()
    expect(page.get_by_role("heading", name="Договоров пока нет")).to_be_visible()
    portal.check("home-empty")

    # a contract is asked for; whoever reads its e-mail lets him in
    page.get_by_role("button", name="Добавить договор").click()
    page.get_by_label("Номер договора").fill(f"{number[:4]} {number[4:]}")
    page.get_by_label("Электронная почта из договора").fill(contract_email)
    page.get_by_role("button", name="Сохранить").click()
    page.get_by_role("button", name="OK").click()
    expect(page.get_by_role("heading", name="Ждут подтверждения")).to_be_visible()
    owner = open_portal(Look(width=360))
    follow(owner.page, mailbox, contract_email, number, "/binding")
    expect(owner.page.get_by_text(number)).to_be_visible()
    owner.check("binding")
    owner.page.get_by_role("button", name="Подтвердить").click()
    expect(owner.page.get_by_role("heading", name="Доступ открыт")).to_be_visible()

    # it is there, opens, exports, and leaves
    page.get_by_role("link", name=number).first.click(timeout=20_000)
    expect(page.get_by_role("heading", name=f"Договор {number}")).to_be_visible()
    name, content = portal.save("Экспорт в Excel")
    assert name.endswith(".xlsx")
    cells = [cell.value for sheet in load_workbook(BytesIO(content)) for row in sheet for cell in row]
    assert number in cells
    page.get_by_role("button", name="Удалить договор из кабинета").click()
    page.get_by_role("button", name="Удалить", exact=True).click()
    expect(page.get_by_role("heading", name="Договоров пока нет")).to_be_visible()


def test_an_application_with_codes_is_connected_and_asked_for(
    open_portal: Callable[..., Portal], customer: Customer
) -> None:
    portal = open_portal().sign_in({"email": customer.email, "password": customer.password})
    page = portal.go("/profile").page
    page.get_by_role("button", name="Подключить приложение").click()
    page.get_by_role("dialog").get_by_label("пароль", exact=False).first.fill(customer.password)
    page.get_by_role("dialog").get_by_role("button", name="Подключить приложение").click()
    secret = page.get_by_role("main").locator("code").first.inner_text()
    page.get_by_label("Код из приложения").fill(pyotp.TOTP(secret).now())
    page.get_by_role("button", name="Подтвердить код").click()
    expect(page.get_by_text("Запасные коды").first).to_be_visible()
    codes = page.get_by_role("main").locator("pre").first.inner_text().split()
    page.get_by_role("button", name="Выход").click()

    page.get_by_label("Электронная почта").fill(customer.email)
    page.get_by_label("Пароль", exact=False).first.fill(customer.password)
    page.get_by_role("button", name="Войти", exact=True).click()
    expect(page.get_by_role("link", name="Обратитесь к нам")).to_have_attribute("href", "/contacts")
    page.get_by_label("Код").fill(codes[0])
    page.get_by_role("button", name="Войти", exact=True).click()
    expect(page.get_by_role("heading", name="Главная")).to_be_visible()
