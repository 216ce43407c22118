"""What follows from an answer."""

from datetime import UTC, datetime, timedelta

import pytest
from notifier.domain.hook_policy import Answer, Health, HookPolicy
from notifier.domain.webhooks import HookState, SendState
from notifier.settings import Settings

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
DELAYS = [timedelta(seconds=seconds) for seconds in Settings().webhook_retries]
POLICY = HookPolicy(DELAYS, timedelta(days=5))
QUICK = timedelta(milliseconds=50)


def test_ten_tries_in_about_three_days():
    due = NOW
    for attempt in range(1, 10):
        state, due_at = POLICY.judge(Answer(QUICK, 500), attempt=attempt, now=due)
        assert state is SendState.PENDING
        assert 0.9 * DELAYS[attempt - 1] <= due_at - due <= 1.1 * DELAYS[attempt - 1]
        due = due_at
    assert timedelta(days=2.8) < due - NOW < timedelta(days=3.5)
    assert POLICY.judge(Answer(QUICK, 500), attempt=10, now=due) == (SendState.FAILED, None)


@pytest.mark.parametrize(
    ("answer", "is_success"),
    [
        (Answer(QUICK, 200), True),
        (Answer(QUICK, 204), True),
        (Answer(QUICK, 299), True),
        (Answer(QUICK, 302), False),
        (Answer(QUICK, 404), False),
        (Answer(QUICK, 503), False),
        (Answer(QUICK, error="timeout"), False),
    ],
)
def test_2xx_is_success_and_nothing_else(answer, is_success):
    state, _ = POLICY.judge(answer, attempt=1, now=NOW)
    assert (state is SendState.DELIVERED) == is_success


def test_410_disables_at_once_and_the_message_waits():
    health = POLICY.health(Health(), Answer(QUICK, 410), now=NOW)
    assert (health.state, health.reason) == (HookState.DISABLED, "gone")
    assert POLICY.judge(Answer(QUICK, 410), attempt=1, now=NOW)[0] is SendState.PENDING


def test_five_days_of_failures_pause():
    failed = Answer(QUICK, error="unreachable")
    health = POLICY.health(Health(), failed, now=NOW)
    assert health.state is HookState.ACTIVE
    later = POLICY.health(health, failed, now=NOW + timedelta(days=4.9))
    assert later.state is HookState.ACTIVE
    assert POLICY.health(later, failed, now=NOW + timedelta(days=5)).state is HookState.PAUSED


def test_a_success_makes_all_well():
    assert POLICY.health(Health(failing_since=NOW, failures=9), Answer(QUICK, 200), now=NOW) == Health()


def test_one_that_fails_is_left_alone_longer_each_time():
    health, rests = Health(), []
    for _ in range(12):
        health = POLICY.health(health, Answer(QUICK, 500), now=NOW)
        rests.append((health.rest_until - NOW).total_seconds())
    assert rests[:4] == [1, 2, 4, 8]
    assert rests[-1] == 300
    assert health.is_slow
