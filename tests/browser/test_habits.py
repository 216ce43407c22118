"""What one relies on everywhere: links, the back button, bad connections, double clicks, a session that ends."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect
from stack.people import Customer
from stack.portal import Portal

CONTRACTS = "**/api/contracts/v1/contracts[?]*"


@pytest.fixture
def demo(open_portal: Callable[..., Portal], stack: Any, year: str) -> Page:
    """A window of whoever has a year of everything."""
    return open_portal().sign_in(stack["demo_user"]).page


def test_a_deep_link_is_followed_after_signing_in(open_portal: Callable[..., Portal], stack: Any, year: str) -> None:
    page = open_portal().page
    page.goto(f"/contracts/{year}/documents?kind=upd")
    page.get_by_label("Электронная почта").fill(stack["demo_user"]["email"])
    page.get_by_label("Пароль", exact=False).first.fill(stack["demo_user"]["password"])
    page.get_by_role("button", name="Войти", exact=True).click()
    expect(page).to_have_url(re.compile(f"/contracts/{year}/documents[?]kind=upd$"))
    expect(page.get_by_role("table", name="Документы")).to_be_visible()

    # and the back button goes where one was, not to the form
    page.get_by_role("link", name="К оплате").first.click()
    expect(page.get_by_test_id("debt")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("table", name="Документы")).to_be_visible()


def test_a_service_that_is_away_is_told_and_tried_again(demo: Page) -> None:
    away = {"status": 503, "content_type": "application/problem+json", "body": '{"status": 503, "code": "unavailable"}'}
    demo.route(CONTRACTS, lambda route: route.fulfill(**away))
    demo.goto("/")
    alert = demo.get_by_role("main").get_by_role("alert")
    expect(alert).to_contain_text("Сервис временно недоступен", timeout=30_000)
    demo.unroute(CONTRACTS)
    alert.get_by_role("button", name="Повторить").click()
    expect(demo.get_by_role("article").first).to_be_visible()


def test_a_lost_connection_is_told_and_what_was_typed_stays(demo: Page) -> None:
    demo.goto("/")
    demo.get_by_role("button", name="Добавить договор").click()
    number = demo.get_by_label("Номер договора")
    number.fill("00000000000001")
    demo.get_by_label("Электронная почта из договора").fill("nobody@company.example")
    demo.context.set_offline(True)
    demo.get_by_role("button", name="Сохранить").click()
    expect(demo.get_by_role("dialog").get_by_role("alert")).to_contain_text("Нет связи с сервисом")
    expect(demo.get_by_text("Нет связи с интернетом")).to_have_count(1)
    expect(number).to_have_value("00000000000001")
    demo.context.set_offline(False)
    expect(demo.get_by_text("Нет связи с интернетом")).to_have_count(0)


def test_a_button_pressed_twice_sends_once(open_portal: Callable[..., Portal], customer: Customer) -> None:
    portal = open_portal().sign_in({"email": customer.email, "password": customer.password})
    page = portal.go("/profile").page
    sent: list[str] = []

    def count(route: Route) -> None:
        sent.append(route.request.method)
        route.continue_()

    page.route("**/api/identity/v1/me/profile", count)
    page.get_by_label("Фамилия").fill("Петрова")
    page.get_by_role("button", name="Сохранить", exact=True).first.evaluate("(b) => { b.click(); b.click() }")
    expect(page.get_by_text("Сохранено").first).to_be_visible()
    assert sent == ["PUT"]


def test_a_session_that_is_about_to_end_warns_and_is_kept(open_portal: Callable[..., Portal], stack: Any) -> None:
    portal = open_portal()
    page = portal.page
    page.clock.install()
    portal.sign_in(stack["demo_user"]).go("/")
    idle = page.evaluate("fetch('/api/identity/v1/me').then((answer) => answer.json()).then((me) => me.session)")
    page.clock.fast_forward((idle["idle_seconds"] - 60) * 1000)
    warning = page.get_by_role("dialog", name="Скоро сеанс закончится")
    expect(warning).to_be_visible()
    with page.expect_response("**/api/identity/v1/me") as kept:
        warning.get_by_role("button", name="Продолжить работу").click()
    assert kept.value.status == 200
    expect(warning).to_have_count(0)


def test_all_sessions_end_at_once(open_portal: Callable[..., Portal], customer: Customer) -> None:
    user = {"email": customer.email, "password": customer.password}
    here, there = open_portal().sign_in(user), open_portal().sign_in(user)
    there.go("/")
    here.go("/profile").page.get_by_role("button", name="Завершить все").click()
    here.page.get_by_role("dialog").get_by_role("button", name="Завершить все").click()
    expect(here.page.get_by_role("heading", name="Вход в личный кабинет")).to_be_visible()
    there.page.goto("/profile")
    expect(there.page.get_by_role("heading", name="Вход в личный кабинет")).to_be_visible()
