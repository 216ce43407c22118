"""The VAT invoice's numbered lines and graphs, which the UPD shares; how far they are verified: data/blanks.toml."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final

from billing.domain.calendar import load
from billing.domain.explanation import line_name
from billing.domain.forms import day_text, rubles
from billing.domain.paper import Paper, price_cells, vat_cells

KWH: Final = ("245", "кВт·ч")
"""The unit of electric energy in OKEI (OK 015-94)."""
INVOICE_SIGNERS: Final = (
    "Руководитель организации или иное уполномоченное лицо",
    "Главный бухгалтер или иное уполномоченное лицо",
)


def invoice_codes(paper: Paper) -> Sequence[tuple[str, str, str]]:
    """The numbered lines above the table: name, value, number."""
    return [
        ("Исправление", "№ - от -", "(1а)"),
        ("Продавец", paper.supplier.name, "(2)"),
        ("Адрес", paper.supplier.address or "-", "(2а)"),
        ("ИНН/КПП продавца", paper.supplier.numbers, "(2б)"),
        ("Грузоотправитель и его адрес", "-", "(3)"),
        ("Грузополучатель и его адрес", "-", "(4)"),
        ("К платёжно-расчётному документу", "№ - от -", "(5)"),
        ("Документ об отгрузке", f"№ {paper.number} от {day_text(paper.issued_on)}", "(5а)"),
        ("Покупатель", paper.customer.name, "(6)"),
        ("Адрес", paper.customer.address or "-", "(6а)"),
        ("ИНН/КПП покупателя", paper.customer.numbers or "-", "(6б)"),
        ("Валюта: наименование, код", "российский рубль, 643", "(7)"),
        ("Идентификатор государственного контракта, договора (соглашения)", "-", "(8)"),
    ]


def invoice_graphs(paper: Paper) -> dict[str, Any]:
    """Graphs 1 to 11 of PP RF 1137; what does not concern energy is a dash, as the rules for filling want it."""
    rows = [
        (
            str(index),
            line_name(line),
            "-",
            *_amount(line),
            *price_cells(line),
            "без акциза",
            *vat_cells(line),
            "-",
            "-",
            "-",
        )
        for index, line in enumerate(paper.lines, 1)
    ]
    net, vat = paper.totals or (None, None)
    shown = [rubles(one) if one is not None else "X" for one in (net, vat, paper.gross)]
    return {
        "columns": (
            *("№ п/п", "Наименование товара (описание работ, услуг)", "Код вида товара", "код", "условное обозначение"),
            *(
                "Коли\u00adчество (объём)",
                "Цена (тариф) за единицу",
                "Стоимость без налога - всего",
                "В том числе акциз",
            ),
            *("Нало\u00adговая ставка", "Сумма налога", "Стоимость с налогом - всего", "код", "краткое наименование"),
            "Рег. номер декларации на товары",
        ),
        "groups": (("", 3), ("Единица измерения", 2), ("", 7), ("Страна происхождения", 2), ("", 1)),
        "numbers": ("1", "1а", "1б", "2", "2а", "3", "4", "5", "6", "7", "8", "9", "10", "10а", "11"),
        "weights": (0.6, 4, 1, 0.8, 1.2, 1.5, 1.3, 1.8, 1.1, 1.1, 1.6, 1.8, 0.7, 1.3, 1.4),
        "numeric": (5, 6, 7, 10, 11),
        "rows": rows,
        "foot": ("", "Всего к оплате (9)", "", "", "", "", "", shown[0], "X", "X", shown[1], shown[2], "", "", ""),
    }


def with_codes_of_goods(graphs: dict[str, Any]) -> dict[str, Any]:
    """With graph A of the UPD; the supplier's billing tells no codes."""
    (_, width), *groups = graphs["groups"]
    return graphs | {
        "columns": ("Код товара / работ, услуг", *graphs["columns"]),
        "groups": (("", width + 1), *groups),
        "numbers": ("А", *graphs["numbers"]),
        "weights": (0.9, *graphs["weights"]),
        "numeric": [index + 1 for index in graphs["numeric"]],
        "rows": [("-", *row) for row in graphs["rows"]],
        "foot": ("", *graphs["foot"]),
    }


@cache
def prescribed() -> Mapping[str, Sequence[str]]:
    """By which paper a blank is laid out."""
    return {row["kind"]: row["above"] for row in load("blanks.toml")["blank"]}


def _amount(line: Mapping[str, Any]) -> tuple[str, str, str]:
    return (*KWH, line["volume_kwh"]) if line["volume_kwh"] else ("-", "-", "-")
