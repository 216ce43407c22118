"""What the endpoints answer. Money is text with two decimals."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, PlainSerializer

Money = Annotated[Decimal, PlainSerializer(lambda amount: f"{amount:.2f}", return_type=str)]


class Due(BaseModel):
    """A sum to be paid by a date."""

    model_config = ConfigDict(from_attributes=True)

    date: date
    amount: Money


class AgingBucket(BaseModel):
    """A part of the debt by how many days it is overdue."""

    bucket: str
    amount: Money


class Balance(BaseModel):
    """`balance` is charged less paid: a debt is positive. `arrears` is overdue today."""

    balance: Money
    charged: Money
    paid: Money
    arrears: Money
    penalty: Money
    aging: list[AgingBucket]
    next_due: Due | None
    prepayments: list[Due]


class LastCharge(BaseModel):
    """The newest bill."""

    period: str
    gross: Money


class WindowState(BaseModel):
    """Whether readings are taken now."""

    open: bool
    closes_at: datetime | None


class ContractSummary(BaseModel):
    """A contract on «Главная»; null is what is not known."""

    number: str
    party_name: str
    balance: Money
    arrears: Money
    overdue_since: date | None
    next_due: Due | None
    last_charge: LastCharge | None
    window: WindowState | None


class Summary(BaseModel):
    """Every contract of the account."""

    items: list[ContractSummary]
