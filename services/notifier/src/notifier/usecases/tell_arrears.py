"""Tell the holder of a contract that a payment is overdue."""

from chassis.database import AsyncSession

from notifier.domain.letters import PAYMENT_OVERDUE
from notifier.domain.news import Manner, News, gather
from notifier.storage.deliveries import Deliveries
from notifier.storage.holders import Holders
from notifier.usecases.tell_holders import tell_holders


async def tell_arrears(session: AsyncSession, manner: Manner, news: News, *, grew: bool, is_settled: bool) -> None:
    """Once for each time that the debt `grew`. A letter that waits tells the last sum there was, or does not go at all
    when everything is settled meanwhile: a feed may tell of a debt a moment before it tells of its payment."""
    number, deliveries = news.contract_number, Deliveries(session)
    told = (await Holders(session).of([number], PAYMENT_OVERDUE.audience)).get(number, ())
    waiting = [await deliveries.waiting(PAYMENT_OVERDUE.kind, number, holder.user_id) for holder in told]
    if not any(waiting) and grew:
        await tell_holders(session, manner, PAYMENT_OVERDUE, [news])
    for delivery in waiting:
        if delivery is not None and is_settled:
            await deliveries.withdraw(delivery.id)
        elif delivery is not None:
            facts = gather({}, [news.fact])
            await deliveries.rewrite(delivery.id, facts, expires_at=None, after=manner.quiet, longest=manner.longest)
