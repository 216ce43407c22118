"""Every night: the balance of every account is the sum of its entries, or somebody is told."""

from typing import Final

import structlog
from chassis.database import AsyncSession
from prometheus_client import Gauge

from billing.storage.ledger import LedgerRepository

log = structlog.get_logger(__name__)

MISMATCHES: Final = Gauge(
    "billing_ledger_mismatches",
    "Accounts whose balance is not the sum of their entries: must be 0; counted up to 100",
)


async def check_ledger(session: AsyncSession) -> int:
    """How many accounts differ; each is named in the log."""
    differing = await LedgerRepository(session).differing()
    for number, balance, entries in differing:
        log.error("ledger_mismatch", contract_number=number, balance=str(balance), entries=str(entries))
    MISMATCHES.set(len(differing))
    return len(differing)
