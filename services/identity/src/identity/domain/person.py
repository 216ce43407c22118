"""How a person is named and reached by phone."""

import unicodedata
from typing import NamedTuple

import phonenumbers

from identity.domain.refusal import RefusedError

MAX_NAME_LENGTH = 100
DEFAULT_REGION = "RU"
_NO_SPACE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


class Profile(NamedTuple):
    """«Давайте познакомимся»: who the user is. `phone` is E.164."""

    surname: str
    given_name: str
    patronymic: str | None
    phone: str

    @property
    def full_name(self) -> str:
        """Surname, given name, patronymic."""
        return " ".join(part for part in self[:3] if part)


def check_name(text: str) -> str:
    """The name trimmed and in NFC. Raises `RefusedError`.

    Names stand in letters to third parties: what could break a header, draw a tag, turn the text
    around or make a link is not a name.
    """
    name = unicodedata.normalize("NFC", text.strip())
    if not name:
        raise RefusedError("required", ru="Заполните это поле.", en="Fill this in.")
    if len(name) > MAX_NAME_LENGTH:
        raise RefusedError("name_too_long", ru="Длиннее 100 символов.", en="Longer than 100 characters.")
    if any(unicodedata.category(char) in _NO_SPACE or char in "<>" for char in name) or "://" in name:
        raise RefusedError(
            "name_invalid",
            ru="Имя не может содержать переносов строк, служебных символов, угловых скобок и ссылок.",
            en="A name holds no line breaks, control characters, angle brackets or links.",
        )
    return name


def check_optional_name(text: str | None) -> str | None:
    """As `check_name`; nothing, or blanks only, is None."""
    return check_name(text) if text and text.strip() else None


def check_phone(text: str) -> str:
    """The number as E.164; without a country code it is Russian (`8 (812) 303-69-69`). Raises `RefusedError`."""
    try:
        number = phonenumbers.parse(text, DEFAULT_REGION)
    except phonenumbers.NumberParseException:
        raise _phone_refused() from None
    possible = phonenumbers.is_possible_number_with_reason(number) == phonenumbers.ValidationResult.IS_POSSIBLE
    if not possible or number.extension:
        raise _phone_refused()
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _phone_refused() -> RefusedError:
    return RefusedError(
        "phone_invalid",
        ru="Это не похоже на номер телефона. Пример: +7 812 303-69-69.",
        en="This does not look like a phone number. Example: +7 812 303-69-69.",
    )
