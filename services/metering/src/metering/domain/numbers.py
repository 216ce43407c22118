"""What a customer typed as the value of a register, read without ever rounding (domain.md 3.3 M11)."""

import re
from decimal import Decimal

_PLAIN = re.compile(r"[0-9]+(?:[.,][0-9]+)?")
_LESS_THAN_ZERO = re.compile(r"[-−][0-9]+(?:[.,][0-9]+)?")


class BadNumberError(ValueError):
    """The text is no value of this dial; `code`, `ru` and `en` say why."""

    def __init__(self, code: str, *, ru: str, en: str) -> None:
        super().__init__(en)
        self.code, self.ru, self.en = code, ru, en


def read_value(text: str, *, digits: int, decimals: int) -> Decimal:
    """The value with exactly `decimals` places. Western digits, one comma or point; spaces around are forgiven,
    leading zeros are fine. A sign, an exponent, inner spaces, other scripts' digits: `BadNumberError`."""
    text = text.strip()
    if not _PLAIN.fullmatch(text):
        raise _not_plain(text)
    whole, _, fraction = text.replace(",", ".").partition(".")
    whole = whole.lstrip("0")
    if len(whole) > digits:
        raise BadNumberError(
            "too_many_digits",
            ru=f"У прибора {digits} цифр до запятой, а введено больше.",
            en=f"The meter has {digits} digits before the point, more were given.",
        )
    if len(fraction) > decimals:
        raise BadNumberError(
            "too_many_decimals",
            ru=f"У прибора {decimals} цифр после запятой, а введено больше. Мы ничего не округляем.",
            en=f"The meter has {decimals} digits after the point, more were given. Nothing is rounded.",
        )
    return Decimal(f"{whole or 0}.{fraction:0<{decimals}}" if decimals else whole or 0)


def _not_plain(text: str) -> BadNumberError:
    if not text:
        return BadNumberError("required", ru="Укажите показание.", en="Give the value.")
    if _LESS_THAN_ZERO.fullmatch(text):
        return BadNumberError("negative", ru="Показание не бывает отрицательным.", en="A value is never negative.")
    return BadNumberError(
        "not_a_number",
        ru="Показание записывают цифрами, с одной запятой или точкой: 12345,6.",
        en="A value is written in digits with one comma or point: 12345.6.",
    )


def volume_text(volume: Decimal, decimals: int) -> str:
    """kWh as text: the dial's decimals, more only where a fractional multiplier needs them, never an exponent."""
    text = f"{volume:f}"
    whole, _, fraction = text.partition(".")
    fraction = fraction.rstrip("0").ljust(decimals, "0")
    return f"{whole}.{fraction}" if fraction else whole
