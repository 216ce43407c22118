"""What people send and get. Each field is checked by its rule in `domain`."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, Any, Literal, TypeVar
from uuid import UUID

from chassis.errors import invalid
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
)

from identity.domain import email_address, password, person
from identity.domain.access_token import Scope
from identity.domain.refusal import RefusedError

T = TypeVar("T")


def _by_rule(rule: Callable[..., T], *args: Any) -> T:
    try:
        return rule(*args)
    except RefusedError as refused:
        raise invalid(refused.code, ru=refused.ru, en=refused.en) from None


Email = Annotated[str, AfterValidator(lambda text: _by_rule(email_address.normalise, text))]
NewPassword = Annotated[str, AfterValidator(lambda text: _by_rule(password.check_new, text))]
Name = Annotated[str, AfterValidator(lambda text: _by_rule(person.check_name, text))]
OptionalName = Annotated[str | None, AfterValidator(lambda text: _by_rule(person.check_optional_name, text))]
Phone = Annotated[str, AfterValidator(lambda text: _by_rule(person.check_phone, text))]


def _is_ahead(instant: datetime | None) -> datetime | None:
    if instant is not None and instant <= datetime.now(UTC):
        raise invalid("in_the_past", ru="Укажите время в будущем.", en="Give a time in the future.")
    return instant


class Registration(BaseModel):
    """A new user."""

    email: Email
    password: NewPassword
    accept_license: bool

    @field_validator("password")
    @classmethod
    def _is_not_the_email(cls, value: str, info: ValidationInfo) -> str:
        return _by_rule(password.check_against_email, value, info.data.get("email", ""))

    @field_validator("accept_license")
    @classmethod
    def _is_ticked(cls, value: bool) -> bool:
        if not value:
            raise invalid(
                "license_not_accepted", ru="Примите лицензионное соглашение.", en="Accept the license agreement."
            )
        return value


class ConfirmationSent(BaseModel):
    """The answer to a registration, whether or not the address is known."""

    status: Literal["confirmation_sent"] = "confirmation_sent"


class ConfirmationResent(ConfirmationSent):
    """The letter is on its way again; another one makes sense, and is taken, after `retry_after` seconds."""

    retry_after: int


class AlreadyConfirmed(BaseModel):
    """The link was followed before."""

    status: Literal["already_confirmed"] = "already_confirmed"


class LinkToken(BaseModel):
    """The token of a letter's link."""

    token: str


class Credentials(BaseModel):
    """An e-mail and a password."""

    email: Email
    password: str


class SignIn(Credentials):
    """With `otp`, a code of the authenticator application or a recovery code, where one is connected."""

    otp: Annotated[str | None, Field(max_length=64)] = None


class ForgottenPassword(BaseModel):
    """Whose password was forgotten."""

    email: Email


class PasswordReset(BaseModel):
    """A new password by a letter's link."""

    token: str
    password: NewPassword


class PasswordChange(BaseModel):
    """A new password by the old one."""

    current: str
    new: NewPassword


class ProfileBody(BaseModel):
    """How a person introduces himself; the phone is kept as E.164."""

    model_config = ConfigDict(from_attributes=True)

    surname: Name
    given_name: Name
    patronymic: OptionalName = None
    phone: Phone


class SecondFactorBody(BaseModel):
    """What the user has besides his password."""

    model_config = ConfigDict(from_attributes=True)

    totp: bool
    passkeys: int
    recovery_codes_left: int


class OwnSessionBody(BaseModel):
    """This session: it ends at `expires_at`, and before that when nothing is asked for `idle_seconds`."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    expires_at: datetime
    idle_seconds: Annotated[int, BeforeValidator(lambda idle: int(idle.total_seconds()))] = Field(
        validation_alias="idle"
    )
    second_factor: bool


class AccountBody(BaseModel):
    """The user as himself."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    email: str
    email_confirmed: bool
    pending_email: str | None
    profile: ProfileBody | None
    license_version: str
    created_at: datetime
    roles: list[str]
    second_factor: SecondFactorBody
    session: OwnSessionBody | None


class SignedIn(BaseModel):
    """The answer to a sign-in."""

    user: AccountBody


class SessionBody(BaseModel):
    """Where the user is signed in; `current` is this browser."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    device: str
    address: str
    created_at: datetime
    last_seen: datetime = Field(validation_alias="last_seen_at")
    current: bool = False


class OwnPassword(BaseModel):
    """The owner says who he is once more: a left-open browser is not he."""

    password: str


class Farewell(BaseModel):
    """Who closes an account says once more who he is; the code where a second factor is connected."""

    password: str | None = None
    otp: Annotated[str | None, Field(max_length=64)] = None


class LicenseBody(BaseModel):
    """One edition of the license agreement, in Markdown; the Russian text prevails."""

    model_config = ConfigDict(from_attributes=True)

    version: str
    ru: str
    en: str


class TotpEnrolment(BaseModel):
    """What an authenticator application is told: by QR code, by link on a phone, or by hand."""

    secret: str
    uri: str
    qr_svg: str


class TotpCode(BaseModel):
    """A code of the application."""

    code: Annotated[str, Field(max_length=64)]


class RecoveryCodes(BaseModel):
    """Each stands in once for a code of the application. Nobody can show them again."""

    recovery_codes: list[str]


class GivenName(BaseModel):
    """What the owner calls a passkey or a token: «Рабочий ноутбук». It stands in letters: the rules of names hold."""

    name: Name


class NewPasskey(GivenName):
    """The credential that the browser made, as its `toJSON()` gives it."""

    credential: dict[str, Any]


class PasskeyAnswer(BaseModel):
    """The credential with which the browser answered, as its `toJSON()` gives it."""

    credential: dict[str, Any]


class PasskeyBody(BaseModel):
    """A passkey; `backed_up` ones are on all devices of their owner."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    name: str
    backed_up: bool
    created_at: datetime
    last_used_at: datetime | None


class NewToken(GivenName):
    """What a customer's own system is called, what it may, and until when."""

    scopes: Annotated[list[Scope], Field(min_length=1)]
    expires_at: Annotated[AwareDatetime | None, AfterValidator(_is_ahead)] = None


class AccessTokenBody(BaseModel):
    """A personal access token, as it can be shown: by its beginning."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    name: str
    prefix: str
    scopes: list[Scope]
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    last_used_address: str | None


class CreatedToken(AccessTokenBody):
    """The one answer that has the token itself."""

    token: str


class FoundUserBody(BaseModel):
    """A user as an operator sees him: name, address and phone are masked."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    email: str
    email_confirmed: bool
    name: str | None
    phone: str | None
    roles: list[str]
    created_at: datetime
    locked_at: datetime | None
    last_seen_at: datetime | None
    sessions: int
    second_factor: SecondFactorBody


class ServiceTokenBody(BaseModel):
    """RFC 6749 section 5.1."""

    access_token: str
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105 - a kind of token
    expires_in: int
    scope: str
