"""When to try again."""

from datetime import UTC, datetime, timedelta

import pytest
from notifier.domain.backoff import RetryPolicy
from notifier.domain.outcomes import Deferred, Expired, Refused, Sent, State, Unreachable

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
POLICY = RetryPolicy(first=timedelta(seconds=2), longest=timedelta(minutes=10), give_up_after=timedelta(hours=48))


def judge(outcome, attempt=1, created_at=NOW, expires_at=None):
    return POLICY.judge(outcome, attempt=attempt, now=NOW, created_at=created_at, expires_at=expires_at)


@pytest.mark.parametrize(("attempt", "seconds"), [(1, 2), (2, 4), (5, 32), (9, 512), (10, 600), (10_000, 600)])
def test_delay_doubles_up_to_the_longest(attempt, seconds):
    delays = {POLICY.delay(attempt).total_seconds() for _ in range(50)}

    assert all(0.75 * seconds <= delay <= 1.25 * seconds for delay in delays)
    assert len(delays) > 1, "jitter"


@pytest.mark.parametrize(
    ("outcome", "state", "reason"),
    [
        (Sent(), State.SENT, None),
        (Refused("smtp_550"), State.FAILED, "smtp_550"),
        (Expired("link_expired"), State.EXPIRED, "link_expired"),
        (Deferred("smtp_451"), State.QUEUED, "smtp_451"),
        (Unreachable("SMTPConnectError"), State.QUEUED, "SMTPConnectError"),
    ],
)
def test_state_follows_from_outcome(outcome, state, reason):
    verdict = judge(outcome)

    assert (verdict.state, verdict.reason) == (state, reason)
    assert (verdict.due_at is not None) == (state is State.QUEUED)


def test_absent_server_does_not_make_a_letter_wait_longer_each_time():
    due_at = judge(Unreachable("down"), attempt=20).due_at

    assert due_at is not None
    assert due_at - NOW <= timedelta(seconds=2.5)


def test_letter_is_given_up_after_two_days():
    verdict = judge(Deferred("smtp_451"), attempt=30, created_at=NOW - timedelta(hours=48))

    assert (verdict.state, verdict.reason) == (State.FAILED, "gave_up: smtp_451")


def test_letter_with_a_link_does_not_wait_past_its_end():
    verdict = judge(Deferred("smtp_451"), attempt=9, expires_at=NOW + timedelta(seconds=30))

    assert verdict.due_at == NOW + timedelta(seconds=30)
