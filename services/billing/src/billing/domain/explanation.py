"""A line of a bill in words: how its sum follows from the readings and the price."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

ZONES: Final = {
    "SINGLE": "Круглосуточно",
    "DAY": "День",
    "NIGHT": "Ночь",
    "PEAK": "Пик",
    "HALF_PEAK": "Полупик",
}
_COMPONENTS: Final = {
    "energy": "электроэнергия",
    "capacity": "мощность",
    "transmission": "передача",
    "sales_surcharge": "сбытовая надбавка",
    "infrastructure": "инфраструктурные платежи",
}


def line_name(line: Mapping[str, Any]) -> str:
    """What the line is for."""
    if line.get("name"):
        return str(line["name"])
    meter = f", прибор учёта № {line['meter_serial']}" if line.get("meter_serial") else ""
    zone = f" ({ZONES[line['zone']].lower()})" if line.get("zone") else ""
    return f"Электроэнергия{zone}{meter}"


def explain(line: Mapping[str, Any]) -> list[str]:
    """The steps from the readings to the sum; what the supplier did not tell is left out."""
    steps = [*_volume(line), *_price(line)]
    rate = line.get("vat_rate")
    vat = f"НДС {rate}% = {line['vat']} ₽" if rate else "без НДС"
    return [*steps, f"{line['net']} ₽ + {vat}; всего {line['gross']} ₽"]


def _volume(line: Mapping[str, Any]) -> Sequence[str]:
    previous, current, volume = line.get("previous"), line.get("current"), line.get("volume_kwh")
    if previous is None or current is None:
        return [] if volume is None else [f"объём {volume} кВт·ч"]
    multiplier = line.get("multiplier") or "1"
    counted = (Decimal(current) - Decimal(previous)) * Decimal(multiplier)
    formula = f"({current} - {previous}) x {multiplier} = {counted.normalize():f} кВт·ч"
    if volume is None or Decimal(volume) == counted:
        return [formula]
    return [formula, f"к оплате {volume} кВт·ч: с потерями, небалансом или вычетами поставщика"]


def _price(line: Mapping[str, Any]) -> Sequence[str]:
    price, volume = line.get("price"), line.get("volume_kwh")
    if price is None:
        return []
    parts = [f"{_COMPONENTS[part['kind']]} {part['price']}" for part in line.get("components") or []]
    told = f" ({' + '.join(parts)})" if parts else ""
    of_volume = f"{volume} кВт·ч x " if volume is not None else ""
    return [f"{of_volume}{price} ₽/кВт·ч{told} = {line['net']} ₽"]
