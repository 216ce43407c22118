"""What is still news, and how several make one letter."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from notifier.domain.news import NAMED, Manner, News, end_of_day, gather, moscow_day

NOW = datetime(2026, 11, 24, 21, 30, tzinfo=UTC)  # in Moscow the 25th has begun
MANNER = Manner(news_for=timedelta(days=31), quiet=timedelta(0), longest=timedelta(0))


def news(**fields):
    usual = {
        "contract_number": "47140000141354",
        "event_id": uuid4(),
        "told_at": NOW,
        "happened_on": date(2026, 11, 24),
        "fact": {},
    }
    return News(**usual | fields)


@pytest.mark.parametrize(
    ("fields", "is_news"),
    [
        ({}, True),
        ({"happened_on": date(2026, 10, 25)}, True),
        ({"happened_on": date(2026, 10, 24)}, False),
        ({"happened_on": date(2027, 1, 1)}, True),
        ({"told_at": NOW - timedelta(days=31)}, True),
        ({"told_at": NOW - timedelta(days=31, seconds=1)}, False),
        ({"useful_until": NOW}, False),
        ({"useful_until": NOW + timedelta(seconds=1)}, True),
    ],
)
def test_what_happened_or_was_told_long_ago_is_history(fields, is_news):
    assert MANNER.is_news(news(**fields), NOW) is is_news


@given(st.lists(st.integers(min_value=1, max_value=60), max_size=12))
def test_whatever_comes_how_nothing_is_lost_of_the_count(portions):
    facts = {}
    for size in portions:
        facts = gather(facts, [{"n": number} for number in range(size)])

    if portions:
        assert len(facts["items"]) + facts["more"] == sum(portions)
        assert len(facts["items"]) <= NAMED


def test_days_are_those_of_moscow():
    assert moscow_day(NOW) == date(2026, 11, 25)
    assert end_of_day(date(2026, 11, 24)) == datetime(2026, 11, 24, 21, tzinfo=UTC)
