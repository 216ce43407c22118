from typing import Any

import pytest
from contracts.domain.contract_rules import contract_flaws
from contracts.domain.flaws import _TEXTS
from contracts.usecases.supplier_terms import to_contract
from events.schemas.supplier import ContractRecord


def codes(body: dict[str, Any]) -> list[str]:
    record = ContractRecord.model_validate(body | {"number": "78078078078000"})
    return [f"{flaw.pointer} {flaw.code}" for flaw in contract_flaws(to_contract(record))]


def test_the_sample_of_the_api_is_sound(terms):
    assert codes(terms()) == []


def test_every_flaw_has_its_pointer_and_all_are_told_at_once(terms, point, meter):
    bad = terms(
        party={"kind": "company", "name": "x", "inn": "7802532606"},
        valid_until="2023-01-01",
        emails=["info@test.ru", "info"],
        manager={"name": "x", "email": "@"},
        delivery_points=[
            point(),
            point(window={"opens_day": 26, "closes_day": 23}, meters=[meter(), meter(serial="1", zones=["DAY"])]),
        ],
    )
    assert codes(bad) == [
        "/party/inn inn",
        "/valid_until dates_order",
        "/emails/1 email",
        "/manager/email email",
        "/delivery_points/1/code duplicate_point",
        "/delivery_points/1/window/closes_day window_order",
        "/delivery_points/1/meters/0/serial duplicate_meter",
        "/delivery_points/1/meters/1/zones zones",
        "/delivery_points/1/meters/1/initial/values values_zones",
    ]


def test_a_meter_put_back_after_its_removal_is_no_duplicate(terms, point, meter):
    removed = meter(removed_on="2026-10-31", final={"taken_on": "2026-10-31", "values": {"DAY": "1", "NIGHT": "1"}})
    assert codes(terms(delivery_points=[point(meters=[removed, meter()])])) == []


@pytest.mark.parametrize("code", _TEXTS)
def test_every_flaw_speaks_both_languages(code):
    ru, en = _TEXTS[code]
    assert not ru.isascii()
    assert en.isascii()
