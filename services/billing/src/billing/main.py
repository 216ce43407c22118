"""The HTTP process: `python -m billing.main`."""

from chassis.app import create_app, serve
from events import ParkedKeys
from events.tracing import current_traceparent
from fastapi import FastAPI

from billing.api import balance, charges, documents, exports, integration, ops, payment_requests, payments, summary
from billing.settings import Settings
from billing.usecases.check_requisites import check_requisites

ROUTERS = (
    summary.router,
    balance.router,
    charges.router,
    payments.router,
    documents.router,
    payment_requests.router,
    exports.router,
    ops.router,
    integration.router,
)


def build(settings: Settings) -> FastAPI:
    """The application with everything it serves."""
    app = create_app(
        settings,
        service="billing",
        title="Начисления и платежи",
        routers=ROUTERS,
        parked_keys=ParkedKeys,
        traceparent=current_traceparent,
    )
    app.state.payee = check_requisites(settings)
    return app


if __name__ == "__main__":
    _settings = Settings()
    serve(build(_settings), _settings)
