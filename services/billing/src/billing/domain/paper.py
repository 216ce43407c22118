"""What a blank is filled with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from billing.domain.bank_account import Requisites
from billing.domain.forms import month_name, rubles
from billing.domain.money import ZERO
from billing.domain.movements import Statement


@dataclass(frozen=True, slots=True)
class Party:
    """A party to the contract as it stands on papers."""

    name: str
    inn: str
    kpp: str | None
    address: str | None

    @property
    def numbers(self) -> str:
        """«7802532605 / 780201001»."""
        return f"{self.inn} / {self.kpp}" if self.kpp else self.inn

    @property
    def whole(self) -> str:
        """Name, numbers, address."""
        numbers = [f"ИНН {self.inn}"] if self.inn else []
        parts = [self.name, *numbers, *([f"КПП {self.kpp}"] if self.kpp else []), *filter(None, [self.address])]
        return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class Paper:
    """Everything that a blank is filled with. `charges` are those of the month as the supplier told them."""

    kind: str
    number: str
    issued_on: date
    period: str | None
    contract_number: str
    supplier: Party
    customer: Party
    payee: Requisites
    gross: Decimal
    due_on: date | None
    charges: Sequence[Mapping[str, Any]]
    statement: Statement
    qr: str

    @property
    def lines(self) -> Sequence[Mapping[str, Any]]:
        """The lines of all charges."""
        return [line for charge in self.charges for line in charge["lines"]]

    @property
    def totals(self) -> tuple[Decimal, Decimal] | None:
        """Net and VAT, when the charges come to the paper's sum."""
        if not self.charges or _sum(self.charges, "gross") != self.gross:
            return None
        return _sum(self.charges, "net"), _sum(self.charges, "vat")

    @property
    def month(self) -> str:
        """«октябрь 2026», or the day of the paper."""
        return month_name(self.period) if self.period else f"{self.issued_on:%d.%m.%Y}"


def _sum(charges: Sequence[Mapping[str, Any]], name: str) -> Decimal:
    return sum((Decimal(charge[name]) for charge in charges), ZERO)


def price_cells(line: Mapping[str, Any]) -> tuple[str, str]:
    """Price and sum without VAT."""
    return line["price"] or "", rubles(Decimal(line["net"]))


def vat_cells(line: Mapping[str, Any]) -> tuple[str, str, str]:
    """Rate, VAT, sum with VAT."""
    rate = f"{line['vat_rate']}%" if line["vat_rate"] else "без НДС"
    return rate, rubles(Decimal(line["vat"])) if line["vat_rate"] else "без НДС", rubles(Decimal(line["gross"]))
