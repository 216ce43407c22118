"""A batch handler names the events that it can not handle, so that the others need not be bisected apart from them."""

from collections.abc import Sequence

from events.envelope import Event


class RefusedEventsError(Exception):
    """These events of a batch are refused, each for its reason; the others are handled, in a new transaction.

    A refusal is final: the key of a refused event is parked at once, not tried again first.
    """

    def __init__(self, refused: Sequence[tuple[Event, Exception]]) -> None:
        super().__init__(f"{len(refused)} events of the batch are refused")
        self.refused = refused
