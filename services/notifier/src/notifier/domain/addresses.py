"""E-mail addresses as mail servers want them."""

import idna


def envelope_address(email: str) -> str:
    """The address with its domain in A-labels ("почта@тест.рф" -> "почта@xn--e1aybc.xn--p1ai").

    A local part outside ASCII stays as it is and needs SMTPUTF8. Raises ValueError when it is no address.
    """
    local, at, domain = email.rpartition("@")
    if not (local and at and domain) or any(char.isspace() or not char.isprintable() for char in email):
        raise ValueError("not an e-mail address")
    try:
        ascii_domain = domain if domain.isascii() else idna.encode(domain, uts46=True).decode()
    except idna.IDNAError as error:
        raise ValueError("not a domain") from error
    return f"{local}@{ascii_domain.lower()}"


def same_address(one: str, other: str) -> bool:
    """Whether two addresses reach one mailbox, as all large providers see it: letter case does not count."""
    return one.casefold() == other.casefold()
