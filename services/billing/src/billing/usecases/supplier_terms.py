"""The supplier's words in ours."""

import base64
import hashlib
from uuid import UUID

from events import Event
from events.schemas.supplier import BillingItem, ChargeRecord, DocumentRecord, PaymentRecord

from billing.domain.items import Charge, Document, Payment
from billing.domain.payment_request import request_id_in
from billing.domain.revisions import item_id

_FINGERPRINT_BYTES = 16


def to_charge(record: ChargeRecord) -> Charge:
    """A charge exactly as it was told."""
    body = record.model_dump_json()
    return Charge(
        id=item_id("charge", record.contract_number, record.source_id),
        contract_number=record.contract_number,
        source_id=record.source_id,
        revision=record.revision,
        body=body,
        fingerprint=_fingerprint(body),
        cause=_cause(record),
        period=record.period,
        posted_on=record.posted_on,
        due_on=record.due_on,
        net=record.net,
        vat=record.vat,
        gross=record.gross,
        reason=record.reason,
    )


def to_payment(record: PaymentRecord) -> Payment:
    """A payment exactly as it was told."""
    body = record.model_dump_json()
    return Payment(
        id=item_id("payment", record.contract_number, record.source_id),
        contract_number=record.contract_number,
        source_id=record.source_id,
        revision=record.revision,
        body=body,
        fingerprint=_fingerprint(body),
        cause=_cause(record),
        paid_on=record.paid_on,
        paid=record.amount,
        purpose=record.purpose,
        payer_inn=record.payer_inn,
        document_number=record.document_number,
        request_id=request_id_in(record.purpose),
        stated=[(part.period, part.amount) for part in record.allocations],
    )


def to_document(record: DocumentRecord) -> Document:
    """A document with its file decoded; `content` is None too when that is not base64."""
    body = record.model_dump_json()
    file = record.file
    return Document(
        id=item_id("document", record.contract_number, record.source_id),
        contract_number=record.contract_number,
        source_id=record.source_id,
        revision=record.revision,
        body="",
        fingerprint=_fingerprint(body),
        cause=_cause(record),
        kind=record.kind,
        number=record.number,
        issued_on=record.issued_on,
        period=record.period,
        gross=record.gross,
        file_name=file.name if file else None,
        media_type=file.media_type if file else None,
        content=_decoded(file.content_base64) if file else None,
    )


def _decoded(text: str) -> bytes | None:
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except ValueError:
        return None


def _fingerprint(body: str) -> bytes:
    return hashlib.blake2b(body.encode(), digest_size=_FINGERPRINT_BYTES).digest()


def _cause(record: BillingItem) -> UUID | None:
    return record.id if isinstance(record, Event) else None
