"""Balance and contracts in plain Python."""

from decimal import Decimal

from billing.domain.balance import Balance
from billing.domain.contract import RegisteredContract, newest_of_each
from billing.domain.contract_number import parse_contract_number


def test_debt_is_positive_and_advance_negative() -> None:
    zero = Decimal("0.00")
    assert Balance(Decimal("10.00"), Decimal("4.50"), zero, zero, {}, None).balance == Decimal("5.50")
    assert Balance(Decimal("1.00"), Decimal("4.50"), zero, zero, {}, None).balance == Decimal("-3.50")


def test_newest_of_each_in_order_of_number() -> None:
    told = [RegisteredContract(n, r, "company", "x", "7", None, None) for n, r in (("2", 1), ("1", 3), ("1", 2))]
    assert [(one.number, one.revision) for one in newest_of_each(told)] == [("1", 3), ("2", 1)]


def test_number_is_14_digits_with_spaces_allowed() -> None:
    assert parse_contract_number(" 7807 8078 078000 ") == "78078078078000"
    assert [parse_contract_number(text) for text in ("", "7", "7" * 15, "٧" * 14, "7807807807800x")] == [None] * 5
