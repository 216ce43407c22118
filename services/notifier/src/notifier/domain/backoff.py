"""When to try again, and when to stop trying."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from notifier.domain.outcomes import Deferred, Expired, Outcome, Refused, Sent, State, Unreachable, Verdict

_JITTER = 0.25


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """Exponential backoff with jitter; after `give_up_after` a letter is final."""

    first: timedelta = timedelta(seconds=2)
    longest: timedelta = timedelta(minutes=10)
    give_up_after: timedelta = timedelta(days=5)

    def delay(self, attempt: int) -> timedelta:
        """How long to wait after the `attempt`-th try (from 1): doubled each time, +-25 %."""
        doubled = self.first * (1 << min(attempt - 1, 30))
        return min(doubled, self.longest) * random.uniform(1 - _JITTER, 1 + _JITTER)  # noqa: S311 - spreads load

    def judge(
        self, outcome: Outcome, *, attempt: int, now: datetime, created_at: datetime, expires_at: datetime | None
    ) -> Verdict:
        """What becomes of a letter after `outcome`. It never waits past the end of its use."""
        match outcome:
            case Sent():
                return Verdict(State.SENT)
            case Expired(reason):
                return Verdict(State.EXPIRED, reason)
            case Refused(reason):
                return Verdict(State.FAILED, reason)
            case Unreachable(reason):
                due_at = now + self.delay(1)  # how often to knock is decided once for all letters, by the loop
            case Deferred(reason):
                due_at = now + self.delay(attempt)
        if due_at > created_at + self.give_up_after:
            return Verdict(State.FAILED, f"gave_up: {reason}")
        return Verdict(State.QUEUED, reason, min(due_at, expires_at) if expires_at else due_at)
