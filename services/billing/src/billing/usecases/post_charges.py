"""The supplier's billing tells charges: in a batch, over Kafka. One use case behind both doors."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from uuid import UUID

from chassis.database import AsyncSession
from events.schemas.billing import ChargePosted, RecalculationData
from events.schemas.supplier import ChargeRecord

from billing.domain.calendar import due_date
from billing.domain.charge_rules import charge_flaws
from billing.domain.items import Charge
from billing.domain.revisions import Accepted, Outcome
from billing.storage.accounts import Account, AccountRepository, Change
from billing.storage.announcements import announce
from billing.storage.charges import ChargeRepository
from billing.usecases.settle_accounts import settle_accounts
from billing.usecases.supplier_terms import to_charge
from billing.usecases.take_items import Taken, caused_by_item, take_items


async def post_charges(session: AsyncSession, records: Sequence[ChargeRecord], today: date) -> Sequence[Outcome]:
    """Post what is new and sound; an outcome for each record in order.

    A higher revision corrects the charge, which keeps its id. One ChargePosted per charge and revision.
    """
    charges = [to_charge(record) for record in records]
    flaws = [charge_flaws(record, record.lines) for record in records]
    taken = await take_items(session, ChargeRepository(session), charges, flaws)
    if taken.accepted:
        await _post(session, taken, today)
    return taken.outcomes


async def _post(session: AsyncSession, taken: Taken[Charge], today: date) -> None:
    due = {
        one.item.id: due_date(one.item.due_on, one.item.period, taken.accounts[one.item.contract_number].customer_kind)
        for one in taken.accepted
    }
    await ChargeRepository(session).write(taken.accepted, due)
    await AccountRepository(session).add(_changes(taken.accepted))
    unsettled = {
        one.item.contract_number: taken.accounts[one.item.contract_number]
        for one in taken.accepted
        if _unsettles(one, due[one.item.id], taken.accounts[one.item.contract_number], today)
    }
    settlement = await settle_accounts(session, unsettled, today)
    await announce(session, [*_events(taken.accepted, due), *settlement.events])


def _unsettles(accepted: Accepted[Charge], due_on: date, account: Account, today: date) -> bool:
    """Whether the account's money must be allocated anew. A new bill that is due after everything that has been paid,
    and not overdue already, takes nothing from anybody: the usual case, and the fast one."""
    is_usual = accepted.previous is None and accepted.item.gross > 0
    return not (is_usual and due_on > account.settled_until and due_on >= today)


def _changes(accepted: Sequence[Accepted[Charge]]) -> Mapping[str, Change]:
    changes: dict[str, Change] = defaultdict(Change)
    for one in accepted:
        change = changes[one.item.contract_number]
        change.charged += one.difference
        if change.period is None or one.item.period >= change.period:
            change.period, change.gross = one.item.period, one.item.gross
    return changes


def _events(accepted: Sequence[Accepted[Charge]], due: Mapping[UUID, date]) -> Iterator[ChargePosted]:
    for one in accepted:
        charge = one.item
        yield ChargePosted(
            **caused_by_item(charge),
            contract_number=charge.contract_number,
            charge_id=charge.id,
            source_id=charge.source_id,
            revision=charge.revision,
            period=charge.period,
            posted_on=charge.posted_on,
            due_on=due[charge.id],
            net=charge.net,
            vat=charge.vat,
            gross=charge.gross,
            recalculation=_recalculation(one),
        )


def _recalculation(accepted: Accepted[Charge]) -> RecalculationData | None:
    if accepted.previous is None:
        return None
    old, new = accepted.previous.amount, accepted.item.gross
    return RecalculationData(old=old, new=new, difference=new - old, reason=accepted.item.reason)
