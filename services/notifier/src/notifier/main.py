"""The HTTP process."""

from chassis.app import create_app, serve
from chassis.scopes import Scopes
from events import Insight, ParkedKeys
from events.tracing import current_traceparent, report_spans
from fastapi import FastAPI

from notifier.api import calendar, deliveries, preferences, webhook_log, webhooks
from notifier.settings import Settings
from notifier.usecases.tell_work import tell_work

TOKEN_SCOPES = {"webhooks": Scopes(read="webhooks:read", write="webhooks:write")}
"""What a customer's personal access token may here, by tag; and for a webhook's events what it needs to read them."""


def build(settings: Settings) -> FastAPI:
    """The application with everything it needs."""
    return create_app(
        settings,
        service="notifier",
        title="Уведомления",
        routers=[deliveries.router, calendar.router, preferences.router, webhooks.router, webhook_log.router],
        parked_keys=ParkedKeys,
        insight=Insight,
        facts=tell_work,
        token_scopes=TOKEN_SCOPES,
        traceparent=current_traceparent,
        spans=report_spans,
    )


if __name__ == "__main__":
    settings = Settings()
    serve(build(settings), settings)
