"""News of metering: readings behind the lines of charges, and windows for «Главная»."""

from chassis.database import AsyncSession
from events import Router
from events.schemas.metering import ReadingAccepted, ReadingWindowOpened

from billing.domain.reading import Reading
from billing.usecases.remember_reading import remember_reading
from billing.usecases.remember_window import remember_window

router = Router()


@router.on(ReadingAccepted)
async def on_accepted(session: AsyncSession, event: ReadingAccepted) -> None:
    """A reading that charges are counted from."""
    reading = Reading(
        id=event.reading_id,
        contract_number=event.contract_number,
        meter_serial=event.meter_serial,
        period=event.period,
        taken_on=event.taken_on,
        values={str(zone): value for zone, value in event.values.items()},
    )
    await remember_reading(session, reading)


@router.on(ReadingWindowOpened)
async def on_window_opened(session: AsyncSession, event: ReadingWindowOpened) -> None:
    """Readings are taken from now on."""
    await remember_window(session, event.contract_number, event.opens_at, event.closes_at)
