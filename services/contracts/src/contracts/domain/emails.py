"""E-mail addresses in the one form in which they are compared and written to."""

from functools import lru_cache
from typing import Final

from email_validator import EmailNotValidError, validate_email

MAX_LENGTH: Final = 254


@lru_cache(maxsize=4096)
def normalise_email(text: str) -> str | None:
    """Lower case, the domain as A-labels («компания.рф» = xn--…); None for what is no address.

    The local part is lowered too: no mail server in use tells `Info@` from `info@`, people do not either.
    """
    try:
        address = validate_email(text.strip(), strict=True, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return None
    normal = f"{address.local_part}@{address.ascii_domain}".lower()
    return normal if len(normal) <= MAX_LENGTH else None
