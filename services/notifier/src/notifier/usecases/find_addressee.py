"""Look again, at the last moment, whom a letter is for."""

from chassis.database import AsyncSession

from notifier.domain.letters import LETTERS
from notifier.storage.deliveries import Deliveries
from notifier.storage.holders import Holders
from notifier.storage.models import Delivery


async def find_addressee(session: AsyncSession, delivery: Delivery) -> bool:
    """False: it tells of a contract that the addressee sees no more, or not with a role that is told such news. If he
    has another address since it was queued, it goes there."""
    letter = LETTERS.get(delivery.kind)
    number = delivery.contract_number
    if letter is None or not letter.to_holder or number is None:
        return True
    told = (await Holders(session).of([number], letter.audience)).get(number, ())
    holder = next((one for one in told if one.user_id == delivery.user_id), None)
    if holder is None:
        return False
    if holder.email != delivery.email:
        await Deliveries(session).readdress(delivery.id, holder.email)
        delivery.email = holder.email
    return True
