"""A customer, and what he does in the portal."""

from secrets import token_hex
from typing import Any

import httpx

from stack.browser import Browser
from stack.letters import Mailbox

IDENTITY = "/api/identity/v1"
CONTRACTS = "/api/contracts/v1"
PASSWORD = "Ромашка-на-лугу-7"
PROFILE = {"surname": "Иванова", "given_name": "Анна", "patronymic": "Петровна", "phone": "+7 812 303-69-69"}


def fresh_address(name: str = "anna") -> str:
    """An address that nobody has used."""
    return f"{name}-{token_hex(5)}@customer.example"


class Customer(Browser):
    """A browser whose user goes step by step. A step asserts that it succeeded."""

    def __init__(self, http: httpx.Client, mailbox: Mailbox, email: str | None = None) -> None:
        super().__init__(http)
        self.mailbox = mailbox
        self.email = email or fresh_address()
        self.password = PASSWORD

    def register(self) -> httpx.Response:
        """«Зарегистрироваться»."""
        body = {"email": self.email, "password": self.password, "accept_license": True}
        answer = self.post(f"{IDENTITY}/auth/register", body)
        assert (answer.status_code, answer.json()) == (202, {"status": "confirmation_sent"}), answer.text
        return answer

    def confirmation_token(self, **which: Any) -> str:
        """What the letter's link carries."""
        return self.mailbox.wait_for_link(self.email, "Подтвердите адрес", "/confirm-email", **which)

    def confirm(self) -> str:
        """Follow the letter's link; its token."""
        token = self.confirmation_token()
        assert self.follow(token).status_code == 204
        return token

    def follow(self, token: str) -> httpx.Response:
        """What the page of a confirmation link does."""
        return self.post(f"{IDENTITY}/auth/confirm-email", {"token": token})

    def introduce(self, **profile: Any) -> None:
        """«Давайте познакомимся»."""
        answer = self.put(f"{IDENTITY}/me/profile", {**PROFILE, **profile})
        assert answer.status_code == 200, answer.text

    def settle(self) -> "Customer":
        """Register, confirm, introduce."""
        self.register()
        self.confirm()
        self.introduce()
        return self

    def login(self, password: str | None = None) -> httpx.Response:
        """Sign in."""
        body = {"email": self.email, "password": password or self.password}
        return self.post(f"{IDENTITY}/auth/login", body)

    def ask(self, number: str, email: str) -> httpx.Response:
        """«Добавить договор»."""
        return self.post(f"{CONTRACTS}/bindings", {"number": number, "email": email})

    def bind(self, number: str, email: str) -> str:
        """Ask for a contract and follow the letter to its e-mail; the letter's token."""
        assert self.ask(number, email).status_code == 202
        token = self.binding_token(number, email)
        assert self.decide(token).status_code == 200
        return token

    def binding_token(self, number: str, email: str, **which: Any) -> str:
        """What the link in the company's letter about this customer's request carries."""
        about = f"Запрос на добавление договора {number}"
        return self.mailbox.wait_for_link(email, about, "/binding", **{"saying": self.email, **which})

    def decide(self, token: str, decision: str = "confirm") -> httpx.Response:
        """What the page of a binding link does."""
        return self.post(f"{CONTRACTS}/binding-confirmations/{token}", {"decision": decision})

    def contracts(self) -> list[str]:
        """Numbers of the contracts in the account."""
        answer = self.get(f"{CONTRACTS}/contracts")
        assert answer.status_code == 200, answer.text
        return [item["number"] for item in answer.json()["items"]]
