"""A person's data travels sealed, in pieces."""

import json
import secrets
from base64 import b64decode
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from events.outbox import MAX_PAYLOAD_BYTES
from events.schemas.exports import DataExportPart, DataExportRequested
from events.sealed_parts import KeyPair, draw_keys, open_parts, seal_parts


def ask(keys: KeyPair) -> DataExportRequested:
    return DataExportRequested(user_id=uuid4(), export_id=uuid4(), public_key=keys.public, expires_at=datetime.now(UTC))


def sealed(parts: list[DataExportPart]) -> list[bytes]:
    return [b64decode(part.sealed) for part in parts]


def test_only_who_asked_reads_what_was_told() -> None:
    keys, other = draw_keys(), draw_keys()
    request = ask(keys)
    [part] = seal_parts(
        request, "billing", {"letters": [{"to": "anna@test.ru", "at": datetime(2026, 1, 2, tzinfo=UTC)}]}
    )

    assert "anna" not in part.model_dump_json()
    assert json.loads(open_parts(keys.private, request.export_id, "billing", sealed([part]))) == {
        "letters": [{"to": "anna@test.ru", "at": "2026-01-02T00:00:00Z"}]
    }
    with pytest.raises(ValueError, match="does not open"):
        open_parts(other.private, request.export_id, "billing", sealed([part]))


def test_what_no_record_can_carry_is_cut_and_no_piece_can_be_moved() -> None:
    keys = draw_keys()
    request = ask(keys)
    facts = {"readings": [{"noise": secrets.token_hex(700_000)}]}
    parts = seal_parts(request, "metering", facts)
    pieces = sealed(parts)

    assert [(part.piece, part.pieces) for part in parts] == [(0, 2), (1, 2)]
    assert all(len(part.model_dump_json()) < MAX_PAYLOAD_BYTES for part in parts)
    assert json.loads(open_parts(keys.private, request.export_id, "metering", pieces)) == facts
    for service, wrong in (("metering", pieces[::-1]), ("metering", pieces[:1]), ("billing", pieces)):
        with pytest.raises(ValueError, match="does not open"):
            open_parts(keys.private, request.export_id, service, wrong)
