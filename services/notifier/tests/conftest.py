"""Deliveries to test with: every kind of letter, as its event would have queued it."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from notifier.domain.letters import LETTERS
from notifier.settings import Settings
from notifier.storage.models import Delivery

CONTRACT = "47140000141354"
AT = "2026-11-25T11:05:00+00:00"
MIDNIGHT = "2026-11-26T21:00:00+00:00"
READING = {
    "serial": "41234567",
    "period": "2026-11",
    "taken_on": "2026-11-23",
    "dial": {"NIGHT": "000500.00", "DAY": "012345.60"},
    "volumes": {"NIGHT": "500.00", "DAY": "4000.50"},
}
METER = {"serial": "41234567", "point": "781000000000001", "address": "Санкт-Петербург, ул. Михайлова, д. 11"}
BILL = {"period": "2026-10", "due_on": "2026-11-18", "gross": "1234.50", "recalculation": None}
RECALCULATION = {"old": "1234.50", "new": "1000.00", "difference": "-234.50", "reason": "Замена прибора учёта"}
PAYMENT = {
    "paid_on": "2026-11-17",
    "amount": "1234.50",
    "allocations": [{"period": "2026-10", "amount": "1000.00"}],
    "unallocated": "234.50",
    "is_correction": False,
}
FACTS: dict[str, dict[str, Any]] = {
    "confirm_email": {},
    "already_registered": {"occasion": "registration"},
    "confirm_new_email": {},
    "email_change_requested": {"new_email": "new@test.ru", "at": AT},
    "email_changed": {"new_email": "new@test.ru", "at": AT},
    "password_reset": {},
    "password_changed": {"how": "reset", "at": AT},
    "suspicious_sign_in": {"reason": "new_device", "address": "203.0.113.7", "device": "Firefox, Windows", "at": AT},
    "second_factor_changed": {"change": "totp_enabled", "name": None, "at": "2026-11-24T09:30:00+00:00"},
    "access_token_created": {
        "name": "1С:Предприятие",
        "scopes": ["readings:read", "billing:read"],
        "until": "2027-11-24T09:30:00+00:00",
        "at": "2026-11-24T09:30:00+00:00",
    },
    "data_export_ready": {"until": "2026-11-27T09:30:00+00:00"},
    "webhook_created": {"name": "1С", "host": "erp.test.ru", "at": AT},
    "webhook_stopped": {"name": "1С", "host": "erp.test.ru", "reason": "failing", "at": AT},
    "account_closed": {},
    "binding_request": {
        "asker": "Иванова Анна Петровна",
        "asker_email": "anna@test.ru",
        "party": "ООО «Ромашка»",
    },
    "contract_bound": {"party": "ООО «Ромашка»", "at": AT},
    "contract_bound_notice": {"party": "ООО «Ромашка»", "owner_email": "anna@test.ru", "at": AT},
    "contract_unbound": {"party": "ООО «Ромашка»", "reason": "owner", "at": AT},
    "contract_unbound_notice": {"party": "ООО «Ромашка»", "owner_email": "anna@test.ru", "at": AT},
    "binding_rejected": {"at": AT},
    "member_invitation": {
        "asker": "Иванова Анна Петровна",
        "asker_email": "anna@test.ru",
        "party": "ООО «Ромашка»",
        "role": "accountant",
    },
    "member_joined": {
        "member": "Петрова Ольга",
        "member_email": "olga@test.ru",
        "party": "ООО «Ромашка»",
        "role": "engineer",
        "at": AT,
    },
    "member_left": {
        "member": "Петрова Ольга",
        "party": "ООО «Ромашка»",
        "role": "viewer",
        "reason": "left",
        "at": AT,
    },
    "member_role_changed": {
        "party": "ООО «Ромашка»",
        "role": "engineer",
        "previous_role": "viewer",
        "at": AT,
    },
    "member_removed": {"party": "ООО «Ромашка»", "reason": "removed", "at": AT},
    "reading_accepted": {"items": [READING], "more": 0},
    "reading_rejected": {
        "items": [READING | {"reason": "Показание меньше предыдущего", "correct_until": MIDNIGHT}],
        "more": 0,
    },
    "window_opened": {"items": [{"period": "2026-11", "closes_at": MIDNIGHT}], "more": 0},
    "window_closing": {
        "items": [{"period": "2026-11", "closes_at": MIDNIGHT, "missing": 22, "meters": [METER]}],
        "more": 0,
    },
    "new_bill": {"items": [BILL], "more": 0},
    "bill_corrected": {"items": [BILL | {"recalculation": RECALCULATION}], "more": 0},
    "payment_received": {"items": [PAYMENT], "more": 0},
    "payment_due_soon": {"items": [{"due_on": "2026-11-18", "amount": "1234.50"}], "more": 0},
    "payment_overdue": {"items": [{"arrears": "1234.50", "overdue_since": "2026-11-19"}], "more": 0},
}
MakeDelivery = Callable[..., Delivery]


@pytest.fixture(scope="session")
def settings() -> Settings:
    return Settings(public_url="https://lk.example", mail_from="Личный кабинет <noreply@lk.example>")


@pytest.fixture(scope="session")
def make_delivery() -> MakeDelivery:
    """A delivery of this kind as the database would give it; `facts` are added to the usual ones."""

    def make(kind: str, *, facts: dict[str, Any] | None = None, **columns: Any) -> Delivery:
        letter = LETTERS[kind]
        contract = CONTRACT if "{contract}" in letter.subject else None
        usual: dict[str, Any] = {
            "id": uuid4(),
            "source_event_id": uuid4(),
            "kind": kind,
            "user_id": UUID(int=1),
            "email": "info@test.ru",
            "contract_number": contract,
            "subject": letter.subject_for(contract),
            "facts": FACTS[kind] | (facts or {}),
            "link_id": UUID(int=2) if letter.secret else None,
            "expires_at": datetime(2026, 11, 25, 11, 5, tzinfo=UTC) if letter.secret else None,
            "created_at": datetime(2026, 11, 24, 11, 5, tzinfo=UTC),
            "state": "sending",
            "attempt": 1,
        }
        return Delivery(**usual | columns)

    return make
