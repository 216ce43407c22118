"""Charges as they are shown."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from billing.api.schemas import Charge, ChargeLine, ExplainedCharge, Explanation, ReadingBehind, Recalculation
from billing.domain.calendar import due_date
from billing.domain.money import ZERO
from billing.storage.ledger_models import ChargeRow, EntryRow, ReadingRow
from billing.usecases.explain_charge import ExplainedCharge as Found


def charge_view(charge: ChargeRow, body: Any) -> Charge:
    """A charge at its newest revision."""
    return Charge(
        id=charge.id,
        source_id=charge.source_id,
        revision=charge.revision,
        period=charge.period,
        posted_on=charge.posted_on,
        due_on=charge.due_on,
        net=charge.net,
        vat=charge.vat,
        gross=charge.gross,
        paid=charge.paid,
        lines=[ChargeLine.model_validate(line) for line in body["lines"]],
        recalculation=_recalculation(charge.previous_gross, charge.gross, charge.reason),
    )


def at_revisions(charge: ChargeRow, entries: Sequence[EntryRow]) -> Iterator[Charge]:
    """The charge at each of its revisions, as it was told then; `entries` are newest first."""
    for entry, before in zip(entries, [*entries[1:], None], strict=True):
        told, is_newest = entry.body, entry.revision == charge.revision
        yield Charge(
            id=charge.id,
            source_id=charge.source_id,
            revision=entry.revision,
            period=told["period"],
            posted_on=told["posted_on"],
            due_on=charge.due_on if is_newest else _due_on(told),
            net=told["net"],
            vat=told["vat"],
            gross=told["gross"],
            paid=charge.paid if is_newest else ZERO,
            lines=[ChargeLine.model_validate(line) for line in told["lines"]],
            recalculation=_recalculation(
                Decimal(before.body["gross"]) if before else None, Decimal(told["gross"]), told["reason"]
            ),
        )


def explained_view(found: Found) -> ExplainedCharge:
    """A charge with the story of each line."""
    revisions = list(at_revisions(found.charge, found.revisions))
    stories = [
        Explanation(
            name=line.name,
            steps=list(line.steps),
            current_reading=_behind(line.current, told.zone),
            previous_reading=_behind(line.previous, told.zone),
        )
        for line, told in zip(found.lines, revisions[0].lines, strict=True)
    ]
    return ExplainedCharge(**dict(revisions[0]), explanation=stories, revisions=revisions)


def _due_on(told: Any) -> date:
    return due_date(date.fromisoformat(told["due_on"]) if told["due_on"] else None, told["period"], "company")


def _behind(reading: ReadingRow | None, zone: str | None) -> ReadingBehind | None:
    if reading is None or zone is None:
        return None
    return ReadingBehind(id=reading.id, taken_on=reading.taken_on, value=reading.values[zone])


def _recalculation(old: Decimal | None, new: Decimal, reason: str | None) -> Recalculation | None:
    return None if old is None else Recalculation(old=old, new=new, difference=new - old, reason=reason)
