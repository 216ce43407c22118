"""Webhooks and their log as they go over HTTP."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal, Self, cast
from uuid import UUID

from chassis.errors import FieldProblem, ValidationProblem
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from notifier.api.schemas import ContractNumber
from notifier.domain.endpoints import UnfitEndpointError, parse_endpoint
from notifier.domain.webhooks import HookState, SendState
from notifier.storage.hook_models import HookDelivery, Webhook
from notifier.usecases.open_webhook import Wish

EventType = Literal[
    "charge.posted",
    "payment.posted",
    "document.issued",
    "arrears.changed",
    "reading.submitted",
    "reading.accepted",
    "reading.rejected",
    "window.opened",
    "contract.bound",
    "contract.unbound",
]


def _once_each(items: list[str]) -> list[str]:
    return list(dict.fromkeys(items))


_UNFIT = {
    "bad_url": ("Это не адрес вида https://узел/путь.", "This is no URL like https://host/path."),
    "not_https": ("Нужен адрес с https.", "An https address is needed."),
    "url_port": ("Порт должен быть 443 или больше 1023.", "The port must be 443 or above 1023."),
    "private_address": (
        "Адрес должен быть доступен из интернета: внутренние и локальные адреса не подходят.",
        "The address must be reachable from the internet: private and local ones are not.",
    ),
}


class WebhookIn(BaseModel):
    """What to tell where; `contract_numbers` null: of every contract that the caller sees, also those to come."""

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
    url: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
    events: Annotated[list[EventType], Field(min_length=1, max_length=50), AfterValidator(_once_each)]
    contract_numbers: (
        Annotated[list[ContractNumber], Field(min_length=1, max_length=1000), AfterValidator(_once_each)] | None
    ) = None

    def wish(self, *, loopback: bool) -> Wish:
        """In our own words. Raises ValidationProblem for an address that may not be called."""
        try:
            parse_endpoint(self.url, loopback=loopback)
        except UnfitEndpointError as error:
            problem = FieldProblem("/url", error.code, *_UNFIT[error.code])
            raise ValidationProblem(errors=[problem]) from error
        return Wish(self.name, self.url, self.events, self.contract_numbers)


class WebhookOut(BaseModel):
    """A webhook. `reason` says why it is not active: `owner`, `failing` (nothing but failures for days), `gone`
    (its address answered 410)."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    name: str
    url: str
    events: list[EventType]
    contract_numbers: list[str] | None
    state: HookState
    reason: Literal["owner", "failing", "gone"] | None
    failing_since: datetime | None
    previous_secret_until: datetime | None
    created_at: datetime

    @classmethod
    def of(cls, webhook: Webhook, **more: Any) -> Self:
        """As the database has it."""
        facts = {name: getattr(webhook, name) for name in WebhookOut.model_fields if hasattr(webhook, name)}
        return cls.model_validate({**facts, "previous_secret_until": webhook.previous_until, **more})


class NewWebhook(WebhookOut):
    """With its secret, which is shown this once."""

    secret: str


class Attempt(BaseModel):
    """One try: the status of the answer, or in `error` why there is none; how long it took, how the answer begins."""

    at: datetime
    status: int | None
    error: str | None
    duration_ms: int
    answer: str


class HookDeliveryOut(BaseModel):
    """One message; its `id` is the header `webhook-id` of every try. `body` is what was sent, as JSON."""

    id: UUID
    event_id: UUID
    type: str
    contract_number: str | None
    state: SendState
    attempts: list[Attempt]
    next_attempt_at: datetime | None
    body: dict[str, Any]
    created_at: datetime
    finished_at: datetime | None

    @classmethod
    def of(cls, delivery: HookDelivery) -> Self:
        """As the database has it."""
        names = ("id", "event_id", "type", "contract_number", "state", "created_at", "finished_at")
        pending = delivery.state == SendState.PENDING
        return cls(
            **{name: getattr(delivery, name) for name in names},
            attempts=cast("Sequence[Attempt]", delivery.attempts),
            next_attempt_at=delivery.due_at if pending else None,
            body=json.loads(delivery.body),
        )
