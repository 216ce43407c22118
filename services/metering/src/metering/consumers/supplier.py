"""The supplier's decisions about readings, and the values that it has by itself."""

from chassis.database import AsyncSession
from events import Router
from events.schemas.supplier import ReadingDecided, ReadingRecorded

from metering.domain.readings import Source
from metering.usecases.decide_reading import Decision, decide_reading
from metering.usecases.record_reading import Recorded, record_reading

router = Router()


@router.on(ReadingDecided)
async def on_decided(session: AsyncSession, event: ReadingDecided) -> None:
    """A reading was accepted or rejected; one that we do not have parks the contract's key with that reason."""
    accepted = event.decision == "accepted"
    await decide_reading(session, Decision(event.reading_id, accepted, event.reason, event.decided_at))


@router.on(ReadingRecorded)
async def on_recorded(session: AsyncSession, event: ReadingRecorded) -> None:
    """An estimate, an act or a remote read came in; one of a meter that we do not have parks the contract's key."""
    recorded = Recorded(
        contract_number=event.contract_number,
        meter_serial=event.meter_serial,
        point_code=event.point_code,
        period=event.period,
        taken_on=event.taken_on,
        source=Source(event.source),
        values={str(zone): value for zone, value in event.values.items()},
        recorded_at=event.recorded_at,
    )
    await record_reading(session, recorded)
