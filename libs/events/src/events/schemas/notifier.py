"""Events of the notifier (topic `notifier.deliveries.v1`, key = delivery id). No text, no secret."""

from typing import ClassVar
from uuid import UUID

from events.envelope import Event


class DeliveryEvent(Event):
    """An event about one letter; `template` names what it was, `source_event_id` why it was sent."""

    key_field: ClassVar[str] = "delivery_id"
    delivery_id: UUID
    template: str
    email: str
    message_id: str
    source_event_id: UUID


class EmailDelivered(DeliveryEvent):
    """The customer's mail server took the letter."""


class EmailFailed(DeliveryEvent):
    """The letter will not be sent any more: a final refusal, or its link expired first."""

    reason: str
