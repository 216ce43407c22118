"""Items that came before their contract: their keys are parked until the registry tells it."""

from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

_RETRY: Final = text("""
UPDATE parked_keys AS p SET retry_requested_at = now() FROM contracts AS c
WHERE p.topic = 'supplier.billing.v1' AND p.reason LIKE 'UnknownContract:%' AND p.retry_requested_at IS NULL
  AND c.number = p.key
""")


class LateContracts:
    """The parked keys of contracts that are registered by now."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def retry(self) -> None:
        """Ask for their items to be handled again, in order; the consumer does it within a second."""
        await self._session.execute(_RETRY)
