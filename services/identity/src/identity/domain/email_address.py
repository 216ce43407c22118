"""One form for every spelling of an address: that form is kept, compared and written to."""

import email_validator

from identity.domain.refusal import RefusedError

MAX_LENGTH = 254

# Whether an address can be reached is proved by the letter, not by a list: companies do use ".local"
# inside, and the local run mails to ".test". The list is the library's documented way to say so.
email_validator.SPECIAL_USE_DOMAIN_NAMES.clear()


def normalise(text: str) -> str:
    """The address in lower case, its domain in A-labels (`почта.рф` -> `xn--80a1acny.xn--p1ai`).

    Letter case of the local part is significant by RFC 5321 and by no mail system in use; people
    type it either way, so two spellings are one address. Raises `RefusedError`.
    """
    stripped = text.strip()
    if len(stripped) > MAX_LENGTH:
        raise RefusedError(
            "email_too_long", ru="Адрес длиннее 254 символов.", en="The address is longer than 254 characters."
        )
    try:
        parsed = email_validator.validate_email(stripped, check_deliverability=False, allow_smtputf8=False, strict=True)
    except email_validator.EmailNotValidError:
        raise _refused() from None
    address = f"{parsed.local_part}@{parsed.ascii_domain}".lower()
    if len(address) > MAX_LENGTH:
        raise _refused()
    return address


def _refused() -> RefusedError:
    return RefusedError(
        "email_invalid",
        ru="Это не похоже на адрес электронной почты. Пример: ivanov@example.ru.",
        en="This does not look like an e-mail address. Example: ivanov@example.com.",
    )
