"""The HTTP process: `python -m billing.main`."""

from chassis.app import create_app, serve
from events import ParkedKeys
from events.tracing import current_traceparent
from fastapi import FastAPI

from billing.api import balance, summary
from billing.settings import Settings

ROUTERS = (summary.router, balance.router)


def build(settings: Settings) -> FastAPI:
    """The application with everything it serves."""
    return create_app(
        settings,
        service="billing",
        title="Начисления и платежи",
        routers=ROUTERS,
        parked_keys=ParkedKeys,
        traceparent=current_traceparent,
    )


if __name__ == "__main__":
    _settings = Settings()
    serve(build(_settings), _settings)
