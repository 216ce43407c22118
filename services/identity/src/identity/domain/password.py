"""What may be a password: length and unguessability, and nothing about which signs it holds."""

import unicodedata
from functools import cache
from importlib.resources import files

from identity.domain.refusal import RefusedError

MIN_LENGTH = 8
MAX_LENGTH = 128


def normalise(text: str) -> str:
    """The form that is hashed: the same password typed on another system (NFD on a Mac) is the same."""
    return unicodedata.normalize("NFC", text)


def check_new(text: str) -> str:
    """The normalised password, if it may be chosen. Any script, 8 to 128 characters. Raises `RefusedError`."""
    password = normalise(text)
    if len(password) < MIN_LENGTH:
        raise RefusedError(
            "password_too_short",
            ru="Пароль короче 8 символов.",
            en="The password is shorter than 8 characters.",
        )
    if len(password) > MAX_LENGTH:
        raise RefusedError(
            "password_too_long",
            ru="Пароль длиннее 128 символов.",
            en="The password is longer than 128 characters.",
        )
    if is_common(password):
        raise RefusedError(
            "password_common",
            ru="Этот пароль слишком распространён: его подберут первым. Придумайте другой.",
            en="This password is too common: it will be guessed first. Choose another one.",
        )
    return password


def check_against_email(password: str, email: str) -> str:
    """The password, unless it is the address itself. Raises `RefusedError`."""
    if password.casefold() == email.casefold():
        raise RefusedError(
            "password_is_email",
            ru="Пароль не должен совпадать с адресом электронной почты.",
            en="The password must not be the e-mail address.",
        )
    return password


def is_common(password: str) -> bool:
    """Whether it stands in the shipped list (in any letter case) or repeats one character."""
    folded = password.casefold()
    return len(set(folded)) == 1 or folded in _common()


@cache
def _common() -> frozenset[str]:
    text = files("identity.domain").joinpath("common_passwords.txt").read_text("utf-8")
    return frozenset(line for line in text.splitlines() if line and not line.startswith("# "))
