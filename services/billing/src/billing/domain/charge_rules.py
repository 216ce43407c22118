"""Whether the sums of a charge add up: lines to totals, VAT by line or by document, to the kopeck."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Protocol

from billing.domain.flaws import Flaw, flaw
from billing.domain.money import KOPECK, ZERO, to_kopecks, vat_of


class Sums(Protocol):
    """Net, VAT and gross of a charge or of a line."""

    @property
    def net(self) -> Decimal: ...  # noqa: D102
    @property
    def vat(self) -> Decimal: ...  # noqa: D102
    @property
    def gross(self) -> Decimal: ...  # noqa: D102


class LineSums(Sums, Protocol):
    """A line, with its rate in percent; None = no VAT."""

    @property
    def vat_rate(self) -> Decimal | None: ...  # noqa: D102


def charge_flaws(total: Sums, lines: Sequence[LineSums]) -> list[Flaw]:
    """Everything that does not add up; empty for a sound charge.

    A line may differ from its own rounding by a kopeck, as it does when VAT is counted by document and spread over
    the lines. The totals may not: their VAT is either the sum of the lines' roundings, or the rounding of the sum.
    """
    return [*_line_flaws(lines), *_total_flaws(total, lines)]


def _line_flaws(lines: Sequence[LineSums]) -> list[Flaw]:
    found = []
    for index, line in enumerate(lines):
        if abs(vat_of(line.net, line.vat_rate) - line.vat) > KOPECK:
            found.append(flaw(f"/lines/{index}/vat", "line_vat"))
        if abs(line.net + line.vat - line.gross) > KOPECK:
            found.append(flaw(f"/lines/{index}/gross", "line_gross"))
    return found


def _total_flaws(total: Sums, lines: Sequence[LineSums]) -> list[Flaw]:
    found = []
    if sum(line.net for line in lines) != total.net:
        found.append(flaw("/net", "lines_total"))
    by_document = total.vat == _vat_by_document(lines)
    if not by_document and total.vat != _vat_by_line(lines):
        found.append(flaw("/vat", "vat_total"))
    elif not by_document and sum(line.vat for line in lines) != total.vat:
        found.append(flaw("/vat", "lines_total"))
    if total.net + total.vat != total.gross:
        found.append(flaw("/gross", "gross_total"))
    elif not by_document and sum(line.gross for line in lines) != total.gross:
        found.append(flaw("/gross", "lines_total"))
    return found


def _vat_by_line(lines: Sequence[LineSums]) -> Decimal:
    return sum((vat_of(line.net, line.vat_rate) for line in lines), ZERO)


def _vat_by_document(lines: Sequence[LineSums]) -> Decimal:
    nets: dict[Decimal, Decimal] = defaultdict(Decimal)
    for line in lines:
        nets[line.vat_rate or ZERO] += line.net
    return sum((to_kopecks(net * rate / 100) for rate, net in nets.items()), ZERO)
