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
    holder = (await Holders(session).of([news.contract_number])).get(news.contract_number)
    if holder is None:
        return
    deliveries = Deliveries(session)
    waiting = await deliveries.waiting(PAYMENT_OVERDUE.kind, news.contract_number, holder.user_id)
    if waiting is None:
        if grew:
            await tell_holders(session, manner, PAYMENT_OVERDUE, [news])
    elif is_settled:
        await deliveries.withdraw(waiting.id)
    else:
        facts = gather({}, [news.fact])
        await deliveries.rewrite(waiting.id, facts, expires_at=None, after=manner.quiet, longest=manner.longest)
