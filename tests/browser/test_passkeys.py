"""A passkey of the device: made in the profile, signed in with, taken away. Browsers know passkeys of names only."""

from collections.abc import Callable

from playwright.sync_api import expect
from stack.people import Customer
from stack.portal import Portal


def test_a_passkey_is_made_and_signs_in(open_portal: Callable[..., Portal], gateway: str, customer: Customer) -> None:
    portal = open_portal(base_url=gateway.replace("127.0.0.1", "localhost"))
    page = portal.page
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    of_the_device = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "isUserVerified": True}
    options = of_the_device | {"hasUserVerification": True, "automaticPresenceSimulation": True}
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    portal.sign_in({"email": customer.email, "password": customer.password}).go("/profile")

    page.get_by_role("button", name="Добавить ключ доступа").click()
    page.get_by_role("dialog").get_by_label("пароль", exact=False).first.fill(customer.password)
    page.get_by_role("dialog").get_by_role("button", name="Добавить ключ доступа").click()
    expect(page.get_by_text("Мой ключ")).to_be_visible()
    page.get_by_role("button", name="Выход").click()

    page.get_by_role("button", name="Войти с ключом доступа").click()
    expect(page.get_by_role("heading", name="Главная")).to_be_visible()

    portal.go("/profile")
    page.get_by_role("button", name="Мой ключ").click()
    expect(page.get_by_text("Ключей доступа нет.")).to_be_visible()
