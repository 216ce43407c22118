"""Contracts to test with, as the registry would tell them."""

import itertools
import random
from collections.abc import Callable
from typing import Any

import pytest

_serial = itertools.count(random.randrange(10**8))  # a test meets no number of another


@pytest.fixture
def new_number() -> Callable[[], str]:
    """A contract number that nobody has used."""
    return lambda: f"78{next(_serial):012d}"


@pytest.fixture
def new_email() -> Callable[[], str]:
    """An e-mail that nobody has used."""
    return lambda: f"info{next(_serial)}@romashka.test"


@pytest.fixture
def meter() -> Callable[..., dict[str, Any]]:
    """A meter of the registry; keyword arguments replace its fields."""

    def make(**fields: Any) -> dict[str, Any]:
        usual = {
            "serial": "41234567",
            "model": "Меркурий 230",
            "multiplier": "40",
            "digits": 6,
            "decimals": 2,
            "zones": ["DAY", "NIGHT"],
            "remote_read": False,
            "installed_on": "2023-01-01",
            "next_verification_on": "2033-01-01",
            "initial": {"taken_on": "2026-09-30", "values": {"DAY": "1000.00", "NIGHT": "500.00"}},
            "removed_on": None,
            "final": None,
        }
        return usual | fields

    return make


@pytest.fixture
def point(meter: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    """A delivery point of the registry."""

    def make(**fields: Any) -> dict[str, Any]:
        usual = {
            "code": "781000000000001",
            "name": "Офис",
            "address": "Санкт-Петербург, ул. Михайлова, д. 11, пом. 3Н",
            "window": {"opens_day": 23, "closes_day": 26},
            "meters": [meter()],
        }
        return usual | fields

    return make


@pytest.fixture
def terms(point: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    """The body of a PUT: api.md's sample; keyword arguments replace its fields."""

    def make(**fields: Any) -> dict[str, Any]:
        usual = {
            "revision": 1,
            "party": {
                "kind": "company",
                "name": "ООО «Ромашка»",
                "inn": "7802532605",
                "kpp": "780201001",
                "ogrn": None,
            },
            "signed_on": "2024-01-15",
            "valid_until": None,
            "emails": ["info@test.ru"],
            "address": "Санкт-Петербург, ул. Михайлова, д. 11",
            "price_category": 1,
            "voltage_level": "LV",
            "max_power_kw": "150",
            "manager": {"name": "Отдел по работе с юрлицами", "phone": "+78123036969", "email": None},
            "delivery_points": [point()],
        }
        return usual | fields

    return make
