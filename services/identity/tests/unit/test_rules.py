"""Delays, key times, devices."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from identity.domain.device import UNKNOWN_DEVICE, Client
from identity.domain.key_rotation import (
    KEPT_AFTER,
    PUBLISHED_AHEAD,
    KeyTimes,
    forgettable_before,
    next_active_from,
    signing,
)
from identity.domain.throttling import LONGEST_DELAY, delay_after

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
LIFETIME = timedelta(days=30)


def test_four_mistakes_are_free_and_the_fifth_waits() -> None:
    assert [delay_after(n).total_seconds() for n in range(1, 8)] == [0, 0, 0, 0, 5, 10, 20]


@given(st.integers(0, 10_000))
def test_the_delay_grows_and_stays_within_900_seconds(wrong: int) -> None:
    assert delay_after(wrong) <= delay_after(wrong + 1) <= LONGEST_DELAY
    assert delay_after(wrong).total_seconds() <= 900


@given(st.lists(st.integers(1, 60 * 24 * 400), max_size=400))
def test_whenever_housekeeping_runs_a_key_is_published_before_it_signs_and_kept_after(minutes: list[int]) -> None:
    now, keys, seen = NOW, list[KeyTimes](), dict[str, datetime]()
    for step in [0, *minutes]:
        now += timedelta(minutes=step)
        before = signing(keys, now)
        if forgettable := forgettable_before(keys, now):
            keys = [key for key in keys if key.active_from >= forgettable]
        if active_from := next_active_from(keys, now, LIFETIME):
            keys.append(KeyTimes(str(len(seen)), active_from))
            seen[keys[-1].kid] = now
        current = signing(keys, now)
        assert current is not None
        assert before is None or before in keys  # what signed a moment ago can still be verified
        assert current.kid == "0" or current.active_from - seen[current.kid] >= PUBLISHED_AHEAD
        assert len(keys) <= 3


def test_a_key_is_forgotten_when_its_successor_has_signed_for_long_enough() -> None:
    old, new = KeyTimes("old", NOW - LIFETIME), KeyTimes("new", NOW)

    assert forgettable_before([old, new], NOW + KEPT_AFTER - timedelta(seconds=1)) == old.active_from
    assert forgettable_before([old, new], NOW + KEPT_AFTER) == new.active_from


@pytest.mark.parametrize(
    ("user_agent", "device"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36", "Chrome, Windows"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/138.0 YaBrowser/25.8 Safari/537.36", "Яндекс Браузер, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Linux"),
        ("curl/8.5.0", "curl"),
        ("", UNKNOWN_DEVICE),
    ],
)
def test_a_device_is_named_as_a_person_would(user_agent: str, device: str) -> None:
    assert Client("203.0.113.7", user_agent).device == device


@pytest.mark.parametrize(("one", "other", "same"), [
    ("203.0.113.7", "203.0.200.1", True),
    ("203.0.113.7", "203.1.113.7", False),
    ("2a00:1370:1::1", "2a00:1370:ffff::2", True),
    ("2a00:1370::1", "2a02:6b8::1", False),
])  # fmt: skip
def test_a_neighbourhood_is_a_provider_s(one: str, other: str, same: bool) -> None:
    assert (Client(one, "curl").whereabouts == Client(other, "curl").whereabouts) is same


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("203.0.113.7", "203.0.113.8", False),
        ("2a00:1370:1:2::1", "2a00:1370:1:2:ffff::9", True),
        ("2a00:1370:1:2::1", "2a00:1370:1:3::1", False),
    ],
)
def test_limits_count_what_one_customer_has(one: str, other: str, same: bool) -> None:
    assert (Client(one, "").limited_as == Client(other, "").limited_as) is same
