"""What events of others say about dates, for the calendars."""

from zoneinfo import ZoneInfo

from events.schemas.billing import ChargePosted
from events.schemas.contracts import ContractSnapshot
from events.schemas.metering import ReadingWindowOpened

from notifier.domain.calendar import DUE, VERIFICATION, WINDOW, ContractDate

_MOSCOW = ZoneInfo("Europe/Moscow")


def window_of(event: ReadingWindowOpened) -> ContractDate:
    """The days in which readings are taken."""
    first, last = (at.astimezone(_MOSCOW).date() for at in (event.opens_at, event.closes_at))
    return ContractDate(event.contract_number, WINDOW, event.period, first, last, f"Показания за {event.period}")


def due_of(event: ChargePosted) -> ContractDate:
    """The day by which a charge is to be paid; a correction moves it."""
    detail = f"Счёт за {event.period}: {event.gross:.2f} ₽"
    return ContractDate(event.contract_number, DUE, str(event.charge_id), event.due_on, event.due_on, detail)


def verifications_of(event: ContractSnapshot) -> list[ContractDate]:
    """When meters in service are to be verified next."""
    return [
        ContractDate(event.contract_number, VERIFICATION, meter.serial, day, day, f"Прибор учёта № {meter.serial}")
        for point in event.delivery_points
        for meter in point.meters
        if (day := meter.next_verification_on) is not None and meter.removed_on is None
    ]
