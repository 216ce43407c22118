"""Russian words for what the page of a contract says in codes."""

from typing import Final

STATUS: Final = {"active": "Действует", "expired": "Истёк"}
ROLE: Final = {"owner": "Владелец", "accountant": "Бухгалтер", "engineer": "Энергетик", "viewer": "Наблюдатель"}
KIND: Final = {
    "company": "Юридическое лицо",
    "sole_proprietor": "Индивидуальный предприниматель",
    "premises_owner": "Собственник нежилого помещения",
}
VOLTAGE: Final = {
    "HV": "Высокое напряжение (ВН)",
    "MV1": "Среднее первое напряжение (СН1)",
    "MV2": "Среднее второе напряжение (СН2)",
    "LV": "Низкое напряжение (НН)",
}
ZONE: Final = {"SINGLE": "Сутки", "DAY": "День", "NIGHT": "Ночь", "PEAK": "Пик", "HALF_PEAK": "Полупик"}
