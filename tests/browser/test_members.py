"""A company shares its contract: invited by letter, joined, held to a role, gone at once."""

from collections.abc import Callable

from playwright.sync_api import Page, expect
from stack.letters import Mailbox
from stack.people import Customer
from stack.portal import Look, Portal
from stack.registry import Registry


def invite(page: Page, email: str, role: str) -> None:
    page.get_by_role("form").or_(page.locator("form")).get_by_label("Электронная почта").fill(email)
    page.get_by_label(role).check()
    page.get_by_role("button", name="Пригласить").click()
    expect(page.get_by_text(f"Приглашение отправлено на {email}.")).to_be_visible()


def join(portal: Portal, mailbox: Mailbox, email: str, number: str) -> None:
    token = mailbox.wait_for_link(email, f"Приглашение к договору {number}", "/join")
    page = portal.go(f"/join?token={token}").page
    page.get_by_role("button", name="Принять").click()
    expect(page.get_by_role("heading", name="Договор в вашем кабинете")).to_be_visible()


def test_an_engineer_is_invited_held_to_the_role_and_removed(
    open_portal: Callable[..., Portal], new_customer: Callable[[], Customer], registry: Registry
) -> None:
    owner, olga = new_customer(), new_customer()
    number, company = registry.register()
    owner.bind(number, company)
    owners = open_portal().sign_in({"email": owner.email, "password": owner.password})
    members = owners.go(f"/contracts/{number}/members").page
    invite(members, olga.email, "Энергетик: показания и приборы")
    owners.check("members-invited")

    hers = open_portal(Look(width=360)).sign_in({"email": olga.email, "password": olga.password})
    join(hers, olga.mailbox, olga.email, number)
    page = hers.go(f"/contracts/{number}/readings").page
    parts = page.get_by_role("navigation", name="Разделы договора")
    expect(parts.get_by_role("link", name="Показания")).to_be_visible()
    expect(parts.get_by_role("link", name="К оплате")).to_have_count(0)
    expect(page.get_by_role("button", name="Удалить договор из кабинета")).to_have_count(0)

    # from engineer to accountant: the money is seen, readings are not hers any more
    owners.go(f"/contracts/{number}/members")
    members.get_by_label(f"Роль: {olga.email}").select_option(label="Бухгалтер")
    expect(members.get_by_label(f"Роль: {olga.email}")).to_be_enabled()
    hers.go(f"/contracts/{number}/readings")
    expect(parts.get_by_role("link", name="К оплате")).to_be_visible()
    expect(page.get_by_text("Показания передают владелец договора и энергетик.").first).to_be_visible()

    # removed: there is nothing left to see
    members.get_by_role("button", name="Закрыть доступ").click()
    members.get_by_role("dialog").get_by_role("button", name="Закрыть доступ").click()
    expect(members.get_by_text(olga.email)).to_have_count(0)
    page.goto(f"/contracts/{number}")
    expect(page.get_by_text("доступ закрыт")).to_be_visible()


def test_a_viewer_leaves(
    open_portal: Callable[..., Portal], new_customer: Callable[[], Customer], registry: Registry
) -> None:
    owner, boris = new_customer(), new_customer()
    number, company = registry.register()
    owner.bind(number, company)
    path = f"/api/contracts/v1/contracts/{number}/members"
    assert owner.post(path, {"email": boris.email, "role": "viewer"}).status_code == 201
    portal = open_portal().sign_in({"email": boris.email, "password": boris.password})
    join(portal, boris.mailbox, boris.email, number)
    page = portal.go(f"/contracts/{number}/members").page
    page.get_by_role("button", name="Выйти из договора").click()
    page.get_by_role("dialog").get_by_role("button", name="Выйти из договора").click()
    expect(page.get_by_role("heading", name="Договоров пока нет")).to_be_visible()
