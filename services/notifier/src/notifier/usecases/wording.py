"""Dates, sums and amounts as Russians write them. Parts that belong together are joined by no-break spaces."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal

from notifier.domain.news import MOSCOW

NO_BREAK: Final = "\xa0"
_MINUS: Final = "\u2212"
_ZONES: Final = {"SINGLE": "Сутки", "DAY": "День", "PEAK": "Пик", "HALF_PEAK": "Полупик", "NIGHT": "Ночь"}

_RIGHTS: Final = {
    "contracts:read": "договоры",
    "readings:read": "показания и потребление",
    "readings:write": "передача показаний",
    "billing:read": "начисления и платежи",
    "payments:write": "заявки на оплату",
    "documents:read": "документы",
    "webhooks:read": "вебхуки",
    "webhooks:write": "настройка вебхуков",
}


_ROLES: Final = {
    "accountant": (
        "бухгалтер",
        "Бухгалтер видит начисления, платежи и документы, готовит счета на оплату и сверки, смотрит показания.",
    ),
    "engineer": ("энергетик", "Энергетик передаёт показания и видит расход; начисления и платежи ему не видны."),
    "viewer": ("наблюдатель", "Наблюдатель видит всё по договору, но ничего не передаёт и не заказывает."),
}


def moscow_time(moment: datetime | str) -> str:
    """ "25 ноября 2026 г., 14:05 по московскому времени"."""
    local = _instant(moment).astimezone(MOSCOW)
    return format_datetime(local, "d MMMM y 'г.', HH:mm", locale="ru") + " по московскому времени"


def last_moment(moment: datetime | str) -> str:
    """ "26 ноября 2026 г., до конца дня по московскому времени"; another end than midnight says the hour."""
    local = _instant(moment).astimezone(MOSCOW)
    if (local.hour, local.minute) != (0, 0):
        return f"{russian_day(local)}, до {local:%H:%M} по московскому времени"
    return f"{russian_day(local - timedelta(days=1))}, до конца дня по московскому времени"


def russian_day(day: date | str) -> str:
    """ "18 ноября 2026 г."."""
    return format_date(_day(day), "d MMMM y 'г.'", locale="ru").replace(" ", NO_BREAK)


def russian_month(period: str) -> str:
    """ "октябрь 2026 г." of "2026-10"."""
    return format_date(_day(f"{period}-01"), "LLLL y 'г.'", locale="ru").replace(" ", NO_BREAK)


def rubles(amount: str) -> str:
    """ "1 234,50 ₽"."""
    return f"{_number(Decimal(amount), '#,##0.00')}{NO_BREAK}₽"


def is_positive(amount: str) -> bool:
    """Whether there is something to pay, or left."""
    return Decimal(amount) > 0


def change(amount: str) -> str:
    """The same with its sign: "+1 234,50 ₽"."""
    return f"{'+' if is_positive(amount) else ''}{rubles(amount)}"


def kwh(volume: str | Decimal) -> str:
    """ "4 000,5 кВт·ч", with the decimals it has."""
    value = Decimal(volume)
    decimals = max(0, -int(value.as_tuple().exponent))
    return f"{_number(value, '#,##0' + '.' * bool(decimals) + '0' * decimals)}{NO_BREAK}кВт·ч"


def in_all(volumes: Mapping[str, str]) -> Decimal:
    """The volume of all zones together."""
    return sum((Decimal(volume) for volume in volumes.values()), Decimal(0))


def dial(value: str) -> str:
    """ "012345,60": the digits as they stand on the dial."""
    return value.replace(".", ",")


def by_zone(numbers: Mapping[str, str]) -> list[tuple[str, str]]:
    """Zones by their Russian names, in the order of the day."""
    return [(name, numbers[zone]) for zone, name in _ZONES.items() if zone in numbers]


def role(code: str) -> str:
    """What a role in a contract is called: «бухгалтер»."""
    return _ROLES[code][0]


def role_means(code: str) -> str:
    """What it may, as a sentence."""
    return _ROLES[code][1]


def plural(count: int, one: str, few: str, many: str) -> str:
    """ "1 прибор", "22 прибора", "11 приборов"."""
    tens, units = count // 10 % 10, count % 10
    word = many if tens == 1 or not 1 <= units <= 4 else one if units == 1 else few
    return f"{_number(Decimal(count), '#,##0')}{NO_BREAK}{word}"


def _number(value: Decimal, pattern: str) -> str:
    written: str = format_decimal(value, pattern, locale="ru", decimal_quantization=False)
    return written.replace("-", _MINUS)


def _instant(moment: datetime | str) -> datetime:
    return datetime.fromisoformat(moment) if isinstance(moment, str) else moment


def _day(day: date | str) -> date:
    return date.fromisoformat(day) if isinstance(day, str) else day


def rights(scopes: Sequence[str]) -> str:
    """What a token may, in words; a right that has none yet under its own name."""
    return ", ".join(_RIGHTS.get(scope, scope) for scope in scopes)
