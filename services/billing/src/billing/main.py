"""The HTTP process: `python -m billing.main`."""

from chassis.app import create_app, serve
from chassis.scopes import Scopes
from events import Insight, ParkedKeys
from events.tracing import current_traceparent, report_spans
from fastapi import FastAPI

from billing.api import balance, charges, documents, exports, integration, ops, payment_requests, payments, summary
from billing.settings import Settings
from billing.usecases.check_requisites import check_requisites
from billing.usecases.watch_work import tell_work

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


TOKEN_SCOPES = {
    **dict.fromkeys(("summary", "balance", "charges", "payments"), Scopes(read="billing:read")),
    "payment requests": Scopes(read="billing:read", write="payments:write"),
    "documents": Scopes(read="documents:read", write="documents:read"),
    "exports": Scopes(read="documents:read", write="documents:read"),
}
"""What a customer's personal access token may here, by tag. To order a reconciliation act, or several
documents at once, is to read documents."""


def build(settings: Settings) -> FastAPI:
    """The application with everything it serves."""
    app = create_app(
        settings,
        service="billing",
        title="Начисления и платежи",
        routers=ROUTERS,
        parked_keys=ParkedKeys,
        insight=Insight,
        facts=tell_work,
        token_scopes=TOKEN_SCOPES,
        traceparent=current_traceparent,
        spans=report_spans,
    )
    app.state.payee = check_requisites(settings)
    return app


if __name__ == "__main__":
    _settings = Settings()
    serve(build(_settings), _settings)
