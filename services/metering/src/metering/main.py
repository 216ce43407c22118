"""The HTTP process: `python -m metering.main`."""

from functools import partial

from chassis.app import create_app, serve
from chassis.scopes import Scopes
from events import Insight, ParkedKeys
from events.tracing import current_traceparent, report_spans
from fastapi import FastAPI

from metering.api import consumption, imports, meters, readings
from metering.clients.parser import Parser
from metering.settings import Settings
from metering.usecases.watch_work import tell_work

ROUTERS = (meters.router, readings.router, imports.router, consumption.router)


TOKEN_SCOPES = dict.fromkeys(
    ("meters", "readings", "imports", "consumption"), Scopes(read="readings:read", write="readings:write")
)
"""What a customer's personal access token may here, by tag."""


def build(settings: Settings) -> FastAPI:
    """The application with everything it serves."""
    parser = Parser()
    app = create_app(
        settings,
        service="metering",
        title="Показания и потребление",
        routers=ROUTERS,
        parked_keys=ParkedKeys,
        insight=Insight,
        facts=tell_work,
        token_scopes=TOKEN_SCOPES,
        traceparent=current_traceparent,
        spans=report_spans,
        on_stop=[partial(_close, parser)],
    )
    app.state.parser = parser
    return app


async def _close(parser: Parser, _app: FastAPI) -> None:
    await parser.close()


if __name__ == "__main__":
    _settings = Settings()
    serve(build(_settings), _settings)
