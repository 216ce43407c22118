"""The letters there are: what each is called, whom it is for, and the one link it may carry."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, Literal, NamedTuple
from uuid import UUID

Issuer = Literal["identity", "contracts"]
ABOUT_READINGS: Final = frozenset({"owner", "engineer"})
ABOUT_MONEY: Final = frozenset({"owner", "accountant"})
"""Which roles in a contract are told its news (docs/decisions/0016)."""


class SecretLink(NamedTuple):
    """A link that only this letter carries: who honours it, for what, and on which page."""

    issuer: Issuer
    purpose: str
    path: str


class LinkGrant(NamedTuple):
    """Names a secret link without holding its secret; the letter is worthless after `expires_at`."""

    link_id: UUID
    expires_at: datetime


class Choice(StrEnum):
    """What the owner of an account may decide about a kind of letter."""

    LOCKED = "locked"
    """A security letter: it always comes."""
    OPTIONAL = "optional"
    NONE = "none"
    """Not a letter to the owner as such, so it is no preference of his."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A kind of letter. `subject` and `page` may name the contract; nothing that a customer typed stands in them."""

    kind: str
    subject: str
    secret: SecretLink | None = None
    choice: Choice = Choice.LOCKED
    page: str | None = "/"
    """Without a secret link the letter leads to this page of the portal, behind sign-in; None: to none."""
    to_holder: bool = False
    """News of a contract: for who sees it when the letter is sent, and for nobody else."""
    audience: frozenset[str] = ABOUT_READINGS | ABOUT_MONEY
    """News only: to holders with these roles."""
    outdates: str | None = None
    """A letter of this kind that still waits needs not go any more."""

    def subject_for(self, contract_number: str | None) -> str:
        """The subject line."""
        return self.subject.format(contract=contract_number)

    def page_for(self, contract_number: str | None) -> str | None:
        """The path of its page."""
        return self.page and self.page.format(contract=contract_number)


def _news(kind: str, subject: str, page: str, *, outdates: str | None = None) -> Letter:
    audience = ABOUT_READINGS if page == "readings" else ABOUT_MONEY
    page = f"/contracts/{{contract}}/{page}"
    return Letter(
        kind, subject, choice=Choice.OPTIONAL, page=page, to_holder=True, audience=audience, outdates=outdates
    )


CONFIRM_EMAIL: Final = Letter(
    "confirm_email",
    "Подтвердите адрес электронной почты",
    secret=SecretLink("identity", "confirm-email", "/confirm-email"),
)
ALREADY_REGISTERED: Final = Letter("already_registered", "У вас уже есть личный кабинет", choice=Choice.NONE, page=None)
CONFIRM_NEW_EMAIL: Final = Letter(
    "confirm_new_email",
    "Подтвердите новый адрес электронной почты",
    secret=SecretLink("identity", "change-email", "/confirm-email"),
)
EMAIL_CHANGE_REQUESTED: Final = Letter("email_change_requested", "Запрошена смена адреса электронной почты")
EMAIL_CHANGED: Final = Letter("email_changed", "Адрес электронной почты изменён")
PASSWORD_RESET: Final = Letter(
    "password_reset",
    "Восстановление пароля",
    secret=SecretLink("identity", "reset-password", "/reset-password"),
)
PASSWORD_CHANGED: Final = Letter("password_changed", "Пароль изменён")
SUSPICIOUS_SIGN_IN: Final = Letter("suspicious_sign_in", "Проверьте вход в личный кабинет")
SECOND_FACTOR_CHANGED: Final = Letter("second_factor_changed", "Изменён второй фактор для входа")
ACCESS_TOKEN_CREATED: Final = Letter("access_token_created", "Создан токен доступа к личному кабинету")
DATA_EXPORT_READY: Final = Letter("data_export_ready", "Готово: ваши данные собраны", page="/profile")
WEBHOOK_CREATED: Final = Letter("webhook_created", "Подключены уведомления внешней системе", page="/webhooks")
WEBHOOK_STOPPED: Final = Letter("webhook_stopped", "Уведомления внешней системе остановлены", page="/webhooks")
ACCOUNT_CLOSED: Final = Letter("account_closed", "Личный кабинет закрыт")
BINDING_REQUEST: Final = Letter(
    "binding_request",
    "Запрос на добавление договора {contract} в личный кабинет",
    secret=SecretLink("contracts", "bind-contract", "/binding"),
    choice=Choice.NONE,
)
CONTRACT_BOUND: Final = Letter("contract_bound", "Договор {contract} добавлен в личный кабинет", choice=Choice.OPTIONAL)
CONTRACT_BOUND_NOTICE: Final = Letter(
    "contract_bound_notice", "Договор {contract} добавлен в личный кабинет", choice=Choice.NONE
)
CONTRACT_UNBOUND: Final = Letter(
    "contract_unbound", "Договор {contract} удалён из личного кабинета", choice=Choice.OPTIONAL
)
CONTRACT_UNBOUND_NOTICE: Final = Letter(
    "contract_unbound_notice", "Договор {contract} удалён из личного кабинета", choice=Choice.NONE
)
BINDING_REJECTED: Final = Letter(
    "binding_rejected", "Договор {contract} не добавлен в личный кабинет", choice=Choice.OPTIONAL
)
MEMBER_INVITATION: Final = Letter(
    "member_invitation",
    "Приглашение к договору {contract} в личном кабинете",
    secret=SecretLink("contracts", "join-contract", "/join"),
    choice=Choice.NONE,
)
MEMBER_JOINED: Final = Letter(
    "member_joined", "Новый участник договора {contract}", choice=Choice.OPTIONAL, page="/contracts/{contract}/members"
)
MEMBER_LEFT: Final = Letter(
    "member_left", "Участник вышел из договора {contract}", choice=Choice.OPTIONAL, page="/contracts/{contract}/members"
)
MEMBER_ROLE_CHANGED: Final = Letter(
    "member_role_changed",
    "Ваша роль в договоре {contract} изменена",
    choice=Choice.OPTIONAL,
    page="/contracts/{contract}",
)
MEMBER_REMOVED: Final = Letter("member_removed", "Доступ к договору {contract} закрыт", choice=Choice.OPTIONAL)
READING_ACCEPTED: Final = _news("reading_accepted", "Показания по договору {contract} приняты", "readings")
READING_REJECTED: Final = _news("reading_rejected", "Показания по договору {contract} не приняты", "readings")
WINDOW_OPENED: Final = _news("window_opened", "Можно передать показания по договору {contract}", "readings")
WINDOW_CLOSING: Final = _news(
    "window_closing", "Не переданы показания по договору {contract}", "readings", outdates="window_opened"
)
NEW_BILL: Final = _news("new_bill", "Новый счёт по договору {contract}", "charges")
BILL_CORRECTED: Final = _news("bill_corrected", "Перерасчёт по договору {contract}", "charges")
PAYMENT_RECEIVED: Final = _news("payment_received", "Платёж по договору {contract} учтён", "payments")
PAYMENT_DUE_SOON: Final = _news("payment_due_soon", "Скоро срок оплаты по договору {contract}", "pay")
PAYMENT_OVERDUE: Final = _news("payment_overdue", "Просрочена оплата по договору {contract}", "pay")

LETTERS: Final = {
    letter.kind: letter
    for letter in (
        CONFIRM_EMAIL,
        ALREADY_REGISTERED,
        CONFIRM_NEW_EMAIL,
        EMAIL_CHANGE_REQUESTED,
        EMAIL_CHANGED,
        PASSWORD_RESET,
        PASSWORD_CHANGED,
        SUSPICIOUS_SIGN_IN,
        SECOND_FACTOR_CHANGED,
        ACCESS_TOKEN_CREATED,
        DATA_EXPORT_READY,
        WEBHOOK_CREATED,
        WEBHOOK_STOPPED,
        ACCOUNT_CLOSED,
        BINDING_REQUEST,
        CONTRACT_BOUND,
        CONTRACT_BOUND_NOTICE,
        CONTRACT_UNBOUND,
        CONTRACT_UNBOUND_NOTICE,
        BINDING_REJECTED,
        MEMBER_INVITATION,
        MEMBER_JOINED,
        MEMBER_LEFT,
        MEMBER_ROLE_CHANGED,
        MEMBER_REMOVED,
        READING_ACCEPTED,
        READING_REJECTED,
        WINDOW_OPENED,
        WINDOW_CLOSING,
        NEW_BILL,
        BILL_CORRECTED,
        PAYMENT_RECEIVED,
        PAYMENT_DUE_SOON,
        PAYMENT_OVERDUE,
    )
}


def preferable_letters() -> Iterable[Letter]:
    """The kinds that stand in a user's preferences, locked ones included."""
    return (letter for letter in LETTERS.values() if letter.choice is not Choice.NONE)
