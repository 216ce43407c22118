"""The HTTP process."""

from chassis.app import create_app, serve
from events import Insight, ParkedKeys
from events.tracing import current_traceparent
from fastapi import FastAPI

from notifier.api import calendar, deliveries, preferences
from notifier.settings import Settings
from notifier.usecases.tell_work import tell_work


def build(settings: Settings) -> FastAPI:
    """The application with everything it needs."""
    return create_app(
        settings,
        service="notifier",
        title="Уведомления",
        routers=[deliveries.router, calendar.router, preferences.router],
        parked_keys=ParkedKeys,
        insight=Insight,
        facts=tell_work,
        traceparent=current_traceparent,
    )


if __name__ == "__main__":
    settings = Settings()
    serve(build(settings), settings)
