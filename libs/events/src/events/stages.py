"""The order in which the records of a transaction reach their handlers."""

from collections.abc import Sequence
from dataclasses import dataclass

from events.incoming import Handled
from events.router import Subscription


@dataclass(frozen=True, slots=True)
class Stage:
    """Records for one handler, in order."""

    subscription: Subscription
    records: list[Handled]


def plan(records: Sequence[Handled]) -> list[Stage]:
    """The records grouped by handler, in as few stages as the order within each key allows.

    Keys are independent of each other: a record joins the first stage of its handler that is not before the stage of
    its key's previous record. So a batch of two alternating types still makes two large stages, not hundreds of small.
    """
    stages: list[Stage] = []
    earliest: dict[tuple[str, str], int] = {}
    for item in records:
        key = (item.record.topic, item.key)
        index = _stage_for(stages, item.subscription, earliest.get(key, 0))
        stages[index].records.append(item)
        earliest[key] = index
    return stages


def _stage_for(stages: list[Stage], subscription: Subscription, earliest: int) -> int:
    for index in range(earliest, len(stages)):
        if stages[index].subscription is subscription:
            return index
    stages.append(Stage(subscription, []))
    return len(stages) - 1
