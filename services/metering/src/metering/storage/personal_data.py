"""What is kept here of one person, for him to take with him."""

from uuid import UUID

from events.personal_data import Kept
from sqlalchemy import select

from metering.storage.models import BindingRow
from metering.storage.reading_models import ImportRow, ReadingRow


def kept_of(user_id: UUID) -> Kept:
    """What he sent, and what he could see."""
    access, reading, sheet = BindingRow, ReadingRow, ImportRow
    return {
        "access": select(access.contract_number, access.role, access.bound_at, access.unbound_at).where(
            access.user_id == user_id
        ),
        "readings": select(
            reading.id,
            reading.contract_number,
            reading.meter_serial,
            reading.period,
            reading.taken_on,
            reading.values,
            reading.source,
            reading.state,
            reading.received_at,
        )
        .where(reading.actor_id == user_id)
        .order_by(reading.id),
        "imports": select(sheet.id, sheet.contract_number, sheet.file_name, sheet.kind, sheet.state, sheet.created_at)
        .where(sheet.user_id == user_id)
        .order_by(sheet.created_at),
    }
