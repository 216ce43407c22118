"""A sum in words, as documents have it: «Сто двадцать три рубля 45 копеек»."""

from decimal import Decimal
from typing import Final

_UNITS: Final = (
    *("", "один", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять", "десять", "одиннадцать"),
    *("двенадцать", "тринадцать", "четырнадцать", "пятнадцать", "шестнадцать", "семнадцать", "восемнадцать"),
    "девятнадцать",
)
_TENS: Final = (
    *("", "", "двадцать", "тридцать", "сорок", "пятьдесят", "шестьдесят", "семьдесят", "восемьдесят"),
    "девяносто",
)
_HUNDREDS: Final = (
    *("", "сто", "двести", "триста", "четыреста", "пятьсот", "шестьсот", "семьсот", "восемьсот"),
    "девятьсот",
)
_SCALES: Final = (
    ("рубль", "рубля", "рублей"),
    ("тысяча", "тысячи", "тысяч"),
    ("миллион", "миллиона", "миллионов"),
    ("миллиард", "миллиарда", "миллиардов"),
    ("триллион", "триллиона", "триллионов"),
)
_KOPECKS: Final = ("копейка", "копейки", "копеек")


def in_words(amount: Decimal) -> str:
    """Rubles in words, kopecks in figures. A negative sum begins with «Минус»; below 10^15."""
    rubles, kopecks = divmod(round(abs(amount) * 100), 100)
    words = ["минус"] if amount < 0 else []
    words += _whole(rubles) or ["ноль"]
    if rubles % 1000 == 0:
        words.append("рублей")
    text = " ".join(words)
    return f"{text[0].upper()}{text[1:]} {kopecks:02} {plural(kopecks, _KOPECKS)}"


def plural(count: int, forms: tuple[str, str, str]) -> str:
    """The form of a noun beside a count: 1 рубль, 2 рубля, 5 рублей."""
    if count % 100 in range(11, 15):
        return forms[2]
    return forms[{1: 0, 2: 1, 3: 1, 4: 1}.get(count % 10, 2)]


def _whole(number: int) -> list[str]:
    groups = [(number // 1000**power) % 1000 for power in range(len(_SCALES))]
    words: list[str] = []
    for power, group in reversed(list(enumerate(groups))):
        if group:
            words += [*_group(group, feminine=power == 1), plural(group, _SCALES[power])]
    return words


def _group(number: int, *, feminine: bool) -> list[str]:
    hundreds, rest = divmod(number, 100)
    tens, units = divmod(rest, 10) if rest >= 20 else (0, rest)
    unit = {1: "одна", 2: "две"}.get(units, _UNITS[units]) if feminine else _UNITS[units]
    return [word for word in (_HUNDREDS[hundreds], _TENS[tens], unit) if word]
