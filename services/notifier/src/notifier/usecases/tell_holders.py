"""Tell the holders of contracts what is new about them."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime

from chassis.database import AsyncSession

from notifier.domain.letters import Letter
from notifier.domain.news import Manner, News, gather
from notifier.storage.deliveries import Deliveries
from notifier.storage.holders import Holder, Holders
from notifier.usecases.queue_letter import NewLetter, queue_letter


async def tell_holders(session: AsyncSession, manner: Manner, letter: Letter, news: Sequence[News]) -> None:
    """One letter per contract and holder whose role is told such news: another that waits, or a new one. Old news are
    told to nobody."""
    now = datetime.now(UTC)
    by_contract: dict[str, list[News]] = defaultdict(list)
    for one in news:
        if manner.is_news(one, now):
            by_contract[one.contract_number].append(one)
    holders = await Holders(session).of(by_contract, letter.audience) if by_contract else {}
    for number, holder in ((number, one) for number, those in holders.items() for one in those):
        await _tell(session, manner, letter, holder, by_contract[number])


async def _tell(session: AsyncSession, manner: Manner, letter: Letter, holder: Holder, news: Sequence[News]) -> None:
    number = news[0].contract_number
    waiting = await Deliveries(session).waiting(letter.kind, number, holder.user_id)
    facts = gather(waiting.facts if waiting else {}, (one.fact for one in news))
    until = [one.useful_until for one in news]
    if waiting is not None:
        latest = _latest([waiting.expires_at, *until])
        await Deliveries(session).rewrite(
            waiting.id, facts, expires_at=latest, after=manner.quiet, longest=manner.longest
        )
        return
    new = NewLetter(
        letter=letter,
        email=holder.email,
        source_event_id=news[0].event_id,
        user_id=holder.user_id,
        contract_number=number,
        facts=facts,
        useful_until=_latest(until),
        after=manner.quiet,
    )
    if await queue_letter(session, new) and letter.outdates is not None:
        outdated = await Deliveries(session).waiting(letter.outdates, number, holder.user_id)
        if outdated is not None:
            await Deliveries(session).withdraw(outdated.id)


def _latest(moments: Sequence[datetime | None]) -> datetime | None:
    return max((moment for moment in moments if moment is not None), default=None)
