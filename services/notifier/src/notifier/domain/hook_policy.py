"""What becomes of a delivery and of its webhook after a try."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from notifier.domain.webhooks import HookState, SendState

_JITTER: Final = 0.1
_GONE: Final = 410
_LONGEST_REST: Final = timedelta(minutes=5)
_SLOW: Final = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a try brought: a status, or the reason why there is none; how long it took, and how the answer begins."""

    took: timedelta
    status: int | None = None
    error: str | None = None
    """timeout, unreachable, refused_address, tls, bad_answer."""
    head: str = ""

    @property
    def is_success(self) -> bool:
        """2xx. A redirect is none: it is not followed."""
        return self.status is not None and 200 <= self.status < 300

    @property
    def is_slow(self) -> bool:
        """Its webhook had better not take all the room there is."""
        return self.took > _SLOW or not self.is_success


@dataclass(frozen=True, slots=True)
class Health:
    """How a webhook fares: since when and how many times in a row it has failed, and until when it is left alone."""

    state: HookState = HookState.ACTIVE
    reason: str | None = None
    failing_since: datetime | None = None
    failures: int = 0
    rest_until: datetime | None = None
    is_slow: bool = False


@dataclass(frozen=True, slots=True)
class HookPolicy:
    """`delays` are between the tries of one delivery, each +-10 %; after the last it has failed. A webhook that brought
    nothing but failures for `pause_after` is paused."""

    delays: Sequence[timedelta]
    pause_after: timedelta
    first_rest: timedelta = timedelta(seconds=1)

    def judge(self, answer: Answer, *, attempt: int, now: datetime) -> tuple[SendState, datetime | None]:
        """The state of the delivery after its `attempt`-th try (from 1), and when the next one is due."""
        if answer.is_success:
            return SendState.DELIVERED, None
        if attempt > len(self.delays):
            return SendState.FAILED, None
        jitter = random.uniform(1 - _JITTER, 1 + _JITTER)  # noqa: S311 - spreads load
        return SendState.PENDING, now + self.delays[attempt - 1] * jitter

    def health(self, before: Health, answer: Answer, *, now: datetime) -> Health:
        """How the webhook fares after the answer. One that fails is left alone for a while, twice as long each time,
        whatever else waits for it."""
        if answer.is_success:
            return Health(is_slow=answer.is_slow)
        failures, since = before.failures + 1, before.failing_since or now
        rest = min(self.first_rest * 2 ** min(failures - 1, 10), _LONGEST_REST)
        state, reason = HookState.ACTIVE, None
        if answer.status == _GONE:
            state, reason = HookState.DISABLED, "gone"
        elif now - since >= self.pause_after:
            state, reason = HookState.PAUSED, "failing"
        return Health(state, reason, since, failures, now + rest, is_slow=True)
