"""Personal data as an operator may see it: enough to know that it is the one on the phone, too little to use."""

_SHOWN = "•••"


def mask_email(email: str) -> str:
    """i•••@romashka.ru."""
    local, _, domain = email.rpartition("@")
    return f"{local[:1]}{_SHOWN}@{domain}"


def mask_phone(phone: str | None) -> str | None:
    """+7•••69."""
    return f"{phone[:2]}{_SHOWN}{phone[-2:]}" if phone else None


def mask_name(surname: str | None, given_name: str | None, patronymic: str | None) -> str | None:
    """И••• Анна П."""
    if not surname or not given_name:
        return None
    parts = (f"{surname[0]}{_SHOWN}", given_name, f"{patronymic[0]}." if patronymic else "")
    return " ".join(part for part in parts if part)
