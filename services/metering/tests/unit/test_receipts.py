import json
from dataclasses import replace
from datetime import UTC, date, datetime
from hashlib import sha256

from metering.domain.receipts import Receipt

RECEIPT = Receipt(
    reading_id="r1",
    contract_number="78078078078000",
    meter_id="m1",
    period="2026-11",
    taken_on=date(2026, 11, 24),
    values={"NIGHT": "550.00", "DAY": "1100.00"},
    volumes={"NIGHT": "2000.00", "DAY": "4000.00"},
    received_at=datetime(2026, 11, 24, 9, tzinfo=UTC),
)


def test_the_canonical_form_is_sorted_compact_json() -> None:
    text = RECEIPT.canonical().decode()

    assert text.startswith('{"contract_number":"78078078078000","meter_id":"m1","period":"2026-11","reading_id":"r1",')
    assert '"received_at":"2026-11-24T09:00:00Z"' in text
    assert '"values":{"DAY":"1100.00","NIGHT":"550.00"}' in text


def test_anybody_can_find_the_same_hash_from_the_fields() -> None:
    again = json.dumps(json.loads(RECEIPT.canonical()), sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    assert sha256(again.encode()).hexdigest() == RECEIPT.sha256


def test_a_changed_digit_changes_the_hash() -> None:
    assert replace(RECEIPT, values={"NIGHT": "550.01", "DAY": "1100.00"}).sha256 != RECEIPT.sha256
