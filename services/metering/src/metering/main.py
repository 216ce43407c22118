"""The HTTP process: `python -m metering.main`."""

from chassis.app import create_app, serve
from events import ParkedKeys
from events.tracing import current_traceparent
from fastapi import FastAPI

from metering.api import meters, readings
from metering.settings import Settings

ROUTERS = (meters.router, readings.router)


def build(settings: Settings) -> FastAPI:
    """The application with everything it serves."""
    return create_app(
        settings,
        service="metering",
        title="Показания и потребление",
        routers=ROUTERS,
        parked_keys=ParkedKeys,
        traceparent=current_traceparent,
    )


if __name__ == "__main__":
    _settings = Settings()
    serve(build(_settings), _settings)
