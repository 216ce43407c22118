"""The whole way of a newcomer by the keyboard alone: nothing is clicked, and one always sees where one is."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect
from stack.billing import Account, Billing, charge
from stack.letters import Mailbox
from stack.meters import open_point
from stack.people import Customer, fresh_address
from stack.portal import Portal
from stack.registry import Registry

PASSWORD = "dolgiy-parol-7"
FAR = 60
"""More presses of Tab than any page needs."""


class Keyboard:
    """Somebody without a mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def reach(self, target: Locator) -> None:
        """Tab until the focus is there; it is seen on the way."""
        expect(target).to_be_visible()
        element = target.element_handle()
        assert element is not None
        for _ in range(FAR):
            if element.evaluate("(wanted) => document.activeElement === wanted"):
                return
            self.page.keyboard.press("Tab")
            assert self.page.evaluate(_FOCUS_IS_SEEN), self.page.evaluate("document.activeElement.outerHTML")
        raise AssertionError(f"{target} can not be reached")

    def press(self, role: Any, name: str, key: str = "Enter") -> None:
        """Go to a button, a link or a box and press it."""
        self.reach(self.page.get_by_role(role, name=name).first)
        self.page.keyboard.press(key)

    def fill(self, label: str, text: str) -> None:
        """Go to a field and type."""
        self.reach(self.page.get_by_label(label).first)
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.type(text)


@pytest.fixture
def bill(stack: Any, http: httpx.Client) -> Callable[[str], None]:
    """Charges a contract."""
    billing = Billing(http, stack["service_clients"]["billing"], "")

    def send(number: str) -> None:
        told = billing.post("charges:batch", {"items": [charge(number)]}).json()
        assert told["items"][0]["status"] == "created"

    return send


def test_the_whole_journey_by_keyboard(
    open_portal: Callable[..., Portal], http: httpx.Client, registry: Registry, bill: Callable[[str], None]
) -> None:
    mailbox, email = Mailbox(http), fresh_address()
    number, company = registry.register(delivery_points=[open_point()])
    portal = open_portal()
    page, hands = portal.page, Keyboard(portal.page)

    portal.go("/register")
    hands.fill("Электронная почта", email)
    hands.fill("Пароль", PASSWORD)
    hands.press("checkbox", "Я принимаю лицензионное соглашение", "Space")
    hands.press("button", "Зарегистрироваться")
    expect(page.get_by_role("heading", name="Подтвердите почту")).to_be_focused()

    portal.go(f"/confirm-email?token={mailbox.wait_for_link(email, 'Подтвердите', '/confirm-email')}")
    hands.press("button", "Подтвердить почту")
    hands.press("link", "В личный кабинет")
    hands.fill("Фамилия", "Иванова")
    hands.fill("Имя", "Анна")
    hands.fill("Телефон", "+7 812 303-69-69")
    hands.press("button", "Сохранить и продолжить")
    expect(page.get_by_role("heading", name="Договоров пока нет")).to_be_visible()

    # a dialog takes the focus, and gives it back where it was opened
    hands.press("button", "Добавить договор")
    expect(page.get_by_label("Номер договора")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Добавить договор")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Номер договора")).to_be_focused()
    page.keyboard.type(number)
    hands.fill("Электронная почта из договора", company)
    hands.press("button", "Сохранить")
    hands.press("button", "OK")
    portal.go(f"/binding?token={mailbox.wait_for_link(company, number, '/binding')}")
    hands.press("button", "Подтвердить")
    expect(page.get_by_role("heading", name="Доступ открыт")).to_be_visible()

    me = Customer(http, mailbox, email)
    me.password = PASSWORD
    assert me.login().status_code == 200
    Account(me, number).wait("balance", lambda found: found["balance"] == "0.00")
    bill(number)
    Account(me, number).wait("balance", lambda found: found["balance"] == "25002.44")
    portal.go("/")
    hands.press("link", number)
    hands.press("link", "Показания")
    hands.fill("День", "1100")
    hands.fill("Ночь", "550")
    hands.press("button", "Передать показания")
    expect(page.get_by_test_id("receipt").get_by_role("heading")).to_be_focused()

    hands.press("link", "К оплате")
    hands.fill("Сумма, ₽", "100")
    hands.press("button", "Получить QR-код")
    expect(page.get_by_test_id("papers").get_by_role("heading")).to_be_focused()

    hands.press("button", "Удалить договор из кабинета")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Удалить договор из кабинета")).to_be_focused()
    page.keyboard.press("Enter")
    hands.reach(page.get_by_role("button", name="Удалить", exact=True))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Договоров пока нет")).to_be_visible()


_FOCUS_IS_SEEN = """() => {
  const focused = document.activeElement;
  if (focused === document.body) return true; // on the way round, past the browser's own bar
  const shown = [focused, ...document.querySelectorAll(`label[for="${CSS.escape(focused.id || "-")}"]`)];
  const seen = (one) => {
    const style = getComputedStyle(one);
    return (style.outlineStyle !== "none" && style.outlineWidth !== "0px") || style.boxShadow !== "none";
  };
  return shown.some(seen) || focused.matches("input:not([type=checkbox]):not([type=radio])");
}"""
