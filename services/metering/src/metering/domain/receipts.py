"""The receipt of a reading: a canonical form that customer and supplier can both hash (G2).

Canonical form: one JSON object of exactly the fields below, keys sorted, no spaces, UTF-8, all values
text (`values` and `volumes` are objects of text by zone), instants as `2026-11-24T09:00:00Z`.
`sha256` is the lower-case hex digest of those bytes.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256


@dataclass(frozen=True)
class Receipt:
    """What was received, as it is hashed; numbers are text."""

    reading_id: str
    contract_number: str
    meter_id: str
    period: str
    taken_on: date
    values: Mapping[str, str]
    volumes: Mapping[str, str]
    received_at: datetime

    def canonical(self) -> bytes:
        """The bytes that are hashed."""
        fields = vars(self) | {
            "taken_on": self.taken_on.isoformat(),
            "received_at": f"{self.received_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        }
        return json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()

    @property
    def sha256(self) -> str:
        """The receipt's fingerprint."""
        return sha256(self.canonical()).hexdigest()
