"""A batch of the registry is collapsed before it is written."""

from datetime import date

from metering.domain.registry import RegisteredContract, newest_of_each


def contract(number: str, revision: int) -> RegisteredContract:
    return RegisteredContract(number, revision, "company", None, None, date(2026, 11, 24), ())


def test_newest_of_each_in_order_of_number() -> None:
    told = [contract("2", 1), contract("1", 3), contract("1", 2), contract("2", 2)]
    assert [(one.number, one.revision) for one in newest_of_each(told)] == [("1", 3), ("2", 2)]
