"""What is kept here of one person, for him to take with him."""

from uuid import UUID

from events.personal_data import Kept
from sqlalchemy import select

from billing.storage.models import BindingRow
from billing.storage.paper_models import ExportRow, PaymentRequestRow


def kept_of(user_id: UUID) -> Kept:
    """What he asked for, and what he could see."""
    access, request, export = BindingRow, PaymentRequestRow, ExportRow
    return {
        "access": select(access.contract_number, access.role, access.bound_at, access.unbound_at).where(
            access.user_id == user_id
        ),
        "payment_requests": select(
            request.id, request.contract_number, request.amount, request.purpose, request.created_at
        )
        .where(request.user_id == user_id)
        .order_by(request.created_at),
        "exports": select(export.id, export.contract_number, export.kind, export.state, export.created_at)
        .where(export.user_id == user_id)
        .order_by(export.created_at),
    }
