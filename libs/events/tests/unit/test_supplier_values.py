"""How the supplier's systems write values: what is taken, and by which code the rest is refused."""

import json
from decimal import Decimal
from typing import Any

import pytest
from events.schemas.supplier import ContractNumber, Day, EmailText, MoneyText, Month, NumberText
from pydantic import TypeAdapter, ValidationError


def told(kind: Any, value: Any) -> Any:
    return TypeAdapter(kind).validate_json(json.dumps(value))


@pytest.mark.parametrize(
    ("kind", "value", "taken"),
    [
        (NumberText, "40", Decimal(40)),
        (NumberText, "-1.5", Decimal("-1.5")),
        (NumberText, "1" * 24, Decimal("1" * 24)),
        (NumberText, "0." + "1" * 24, Decimal("0." + "1" * 24)),
        (MoneyText, "100", Decimal("100.00")),
        (MoneyText, "100.1", Decimal("100.10")),
        (MoneyText, "9" * 15 + ".99", Decimal("9" * 15 + ".99")),
        (ContractNumber, " 7800 0000 000101", "78000000000101"),
        (EmailText, "a" * 254, "a" * 254),
    ],
)
def test_a_value_is_taken_as_it_is_meant(kind: Any, value: Any, taken: Any) -> None:
    assert str(told(kind, value)) == str(taken)


@pytest.mark.parametrize(
    ("kind", "value", "code"),
    [
        *(
            (NumberText, value, "number_text")
            for value in ("1e3", "NaN", "1,5", "١٢", "+1", ".5", "5.", " 40", "40\n", 40)
        ),
        *((NumberText, value, "decimal_max_digits") for value in ("1" * 25, "1." + "1" * 24)),
        *((MoneyText, value, "money_text") for value in ("1.005", "9" * 16, "Infinity", "", 100.0, True, None)),
        *((ContractNumber, value, "contract_number") for value in ("7800000000010", "٧8000000000101", 78000000000101)),
        *((Month, value, "month_text") for value in ("2026-13", "2026-1", "1899-12", "2026-10\n")),
        *((Day, value, "date_text") for value in ("2026-10-01T00:00:00", "01.10.2026", 20261001)),
        (Day, "2200-01-01", "less_than_equal"),
        *((EmailText, value, "plain_text") for value in ("", " ", "a\x00b", "\x0b")),
        (EmailText, "a" * 255, "string_too_long"),
    ],
)
def test_anything_else_is_refused_by_its_code(kind: Any, value: Any, code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        told(kind, value)
    assert refused.value.errors()[0]["type"] == code
