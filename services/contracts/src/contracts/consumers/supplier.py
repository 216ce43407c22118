"""The supplier's registry over Kafka; the same use case as behind HTTP."""

from collections.abc import Sequence
from datetime import UTC, datetime

from chassis.database import AsyncSession
from chassis.errors import FieldProblem
from events import Router
from events.schemas.supplier import ContractPublished

from contracts.errors import ContractRefused
from contracts.usecases.register_contracts import register_contracts

router = Router()


@router.on_batch(ContractPublished)
async def on_published(session: AsyncSession, events: Sequence[ContractPublished]) -> None:
    """A contract that is refused fails the batch; the consumer finds it and parks its number with the reason."""
    registrations = await register_contracts(session, events, datetime.now(UTC))
    errors = [FieldProblem(*flaw) for registration in registrations for flaw in registration.flaws]
    if errors:
        raise ContractRefused(errors)
