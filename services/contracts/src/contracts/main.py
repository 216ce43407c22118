"""The HTTP process: `python -m contracts.main`."""

from chassis.app import create_app, serve
from chassis.scopes import Scopes
from events import Insight, ParkedKeys
from events.tracing import current_traceparent, report_spans
from fastapi import FastAPI

from contracts.api import bindings, confirmations, contracts, integration, invitations, members, ops
from contracts.settings import Settings

ROUTERS = (
    contracts.router,
    members.router,
    invitations.router,
    bindings.router,
    confirmations.router,
    integration.router,
    ops.router,
)


TOKEN_SCOPES = {"contracts": Scopes(read="contracts:read"), "members": Scopes(read="contracts:read")}
"""What a customer's personal access token may here, by tag."""


def build(settings: Settings) -> FastAPI:
    """The application with everything it serves."""
    return create_app(
        settings,
        service="contracts",
        title="Договоры",
        routers=ROUTERS,
        parked_keys=ParkedKeys,
        insight=Insight,
        token_scopes=TOKEN_SCOPES,
        traceparent=current_traceparent,
        spans=report_spans,
    )


if __name__ == "__main__":
    _settings = Settings()
    serve(build(_settings), _settings)
