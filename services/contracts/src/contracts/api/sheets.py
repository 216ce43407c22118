"""What stands where in the .xlsx of a contract page: sheets, Russian headings, rows of typed values."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from contracts.api.schemas import ContractPage
from contracts.api.wording import KIND, ROLE, STATUS, VOLTAGE, ZONE
from contracts.domain.contract import DeliveryPoint, Meter

Cell = str | int | Decimal | bool | date | datetime | None
Row = Sequence[Cell]

_MOSCOW = ZoneInfo("Europe/Moscow")


@dataclass(frozen=True)
class Sheet:
    """A table; `columns` are headings with widths in characters."""

    name: str
    columns: Sequence[tuple[str, int]]
    rows: Sequence[Row]


def sheets_of(page: ContractPage) -> list[Sheet]:
    """Every fact of the page, each in one place."""
    return [
        Sheet("Договор", [("Показатель", 42), ("Значение", 60)], list(_facts(page))),
        Sheet("Точки поставки", _POINT_COLUMNS, [_point(point) for point in page.delivery_points]),
        Sheet("Приборы учёта", _METER_COLUMNS, [_meter(point, meter) for point, meter in _meters(page)]),
        Sheet("Показания", _VALUE_COLUMNS, [row for point, meter in _meters(page) for row in _values(point, meter)]),
        Sheet(
            "Участники",
            _MEMBER_COLUMNS,
            [(who.name, who.email, ROLE[who.role], who.you, str(who.id)) for who in page.members],
        ),
    ]


def _facts(page: ContractPage) -> Iterator[Row]:
    yield "Номер договора", page.number
    yield "Состояние договора", STATUS[page.status]
    yield "Дата заключения", page.signed_on
    yield "Действует по", page.valid_until
    yield "Вид потребителя", KIND[page.party.kind]
    yield "Потребитель", page.party.name
    yield "ИНН", page.party.inn
    yield "КПП", page.party.kpp
    yield "ОГРН (ОГРНИП)", page.party.ogrn
    yield "Адрес", page.address
    yield "Ценовая категория", page.price_category
    yield "Уровень напряжения", VOLTAGE[page.voltage_level] if page.voltage_level else None
    yield "Максимальная мощность, кВт", page.max_power_kw
    yield from (("Электронная почта договора", email) for email in page.emails)
    if page.manager:
        yield "Менеджер", page.manager.name
        yield "Телефон менеджера", page.manager.phone
        yield "Электронная почта менеджера", page.manager.email
    yield "Ваша роль", ROLE[page.role]
    yield "Добавлен в личный кабинет (по Москве)", page.bound_at.astimezone(_MOSCOW)
    yield "Редакция в реестре поставщика", page.revision


_POINT_COLUMNS = (
    ("Код точки", 24),
    ("Название", 30),
    ("Адрес", 50),
    ("Приём показаний: с какого дня", 18),
    ("Приём показаний: по какой день", 18),
)


def _point(point: DeliveryPoint) -> Row:
    window = (point.window.opens_day, point.window.closes_day) if point.window else (None, None)
    return point.code, point.name, point.address, *window


_METER_COLUMNS = (
    ("Код точки", 24),
    ("Заводской номер", 18),
    ("Модель", 24),
    ("Коэффициент трансформации", 18),
    ("Знаков до запятой", 12),
    ("Знаков после запятой", 12),
    ("Зоны суток", 22),
    ("Дистанционный съём", 16),
    ("Установлен", 13),
    ("Следующая поверка", 13),
    ("Снят", 13),
)


def _meters(page: ContractPage) -> Iterator[tuple[DeliveryPoint, Meter]]:
    return ((point, meter) for point in page.delivery_points for meter in point.meters)


def _meter(point: DeliveryPoint, meter: Meter) -> Row:
    return (
        point.code,
        meter.serial,
        meter.model,
        meter.multiplier,
        meter.digits,
        meter.decimals,
        ", ".join(ZONE[zone] for zone in meter.zones),
        meter.remote_read,
        meter.installed_on,
        meter.next_verification_on,
        meter.removed_on,
    )


_VALUE_COLUMNS = (
    ("Код точки", 24),
    ("Заводской номер", 18),
    ("Какие показания", 18),
    ("Дата", 13),
    ("Зона суток", 14),
    ("Показание, кВт·ч на табло", 20),
)


def _values(point: DeliveryPoint, meter: Meter) -> Iterator[Row]:
    for what, taken in (("Начальные", meter.initial), ("Конечные", meter.final)):
        if taken is not None:
            for zone, value in taken.values.items():
                yield point.code, meter.serial, what, taken.taken_on, ZONE[zone], value


_MEMBER_COLUMNS = (("Имя", 40), ("Электронная почта", 40), ("Роль", 20), ("Это вы", 12), ("Идентификатор", 38))
