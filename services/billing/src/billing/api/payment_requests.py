"""Paying: a request, and its papers."""

from chassis.database import SessionDep
from fastapi import APIRouter, Response

from billing.api.deps import Now, OrderableContract, Payee, UserId
from billing.api.files import attachment, inline_image, page_to_print
from billing.api.payment_schemas import PaymentRequest, PaymentRequestBody, PaymentRequestLinks, RequisitesOut
from billing.clients.qr import qr_png, qr_svg
from billing.domain.bank_account import Requisites
from billing.domain.document_rules import PDF
from billing.storage.paper_models import PaymentRequestRow
from billing.usecases.request_payment import find_request, request_payment
from billing.usecases.show_payment_request import print_request, request_bank_file, request_payload, request_pdf

ROOT = "/api/billing/v1"
router = APIRouter(prefix=ROOT, tags=["payment requests"])


@router.post("/contracts/{number}/payment-requests", status_code=201)
async def post(
    *,
    body: PaymentRequestBody,
    contract: OrderableContract,
    user_id: UserId,
    session: SessionDep,
    now: Now,
    payee: Payee,
) -> PaymentRequest:
    """Ask for the papers to pay an amount or documents by."""
    documents = body.documents or []
    request = await request_payment(session, user_id, contract, amount=body.amount, documents=documents, now=now)
    return _view(request, payee)


@router.get("/payment-requests/{request_id}")
async def show(request_id: str, user_id: UserId, session: SessionDep, payee: Payee) -> PaymentRequest:
    """A request that was made before."""
    return _view(await find_request(session, user_id, request_id), payee)


@router.get("/payment-requests/{request_id}/qr.svg", response_class=Response)
async def svg(request_id: str, user_id: UserId, session: SessionDep, payee: Payee) -> Response:
    """The QR of GOST R 56042 as SVG."""
    request = await find_request(session, user_id, request_id)
    return inline_image(qr_svg(request_payload(request, payee)), "image/svg+xml")


@router.get("/payment-requests/{request_id}/qr.png", response_class=Response)
async def png(request_id: str, user_id: UserId, session: SessionDep, payee: Payee) -> Response:
    """The QR of GOST R 56042 as PNG."""
    request = await find_request(session, user_id, request_id)
    return inline_image(qr_png(request_payload(request, payee)), "image/png")


@router.get("/payment-requests/{request_id}/request.pdf", response_class=Response)
async def pdf(request_id: str, user_id: UserId, session: SessionDep, payee: Payee) -> Response:
    """The form to pay by."""
    request = await find_request(session, user_id, request_id)
    return attachment(await request_pdf(session, request, payee), f"Заявка на оплату ЛК-{request.id}.pdf", PDF)


@router.get(
    "/payment-requests/{request_id}/print", response_class=Response, responses={200: {"content": {"text/html": {}}}}
)
async def print_view(request_id: str, user_id: UserId, session: SessionDep, payee: Payee) -> Response:
    """The same form as a page to print from the browser."""
    request = await find_request(session, user_id, request_id)
    return page_to_print(await print_request(session, request, payee))


@router.get("/payment-requests/{request_id}/kl_to_1c.txt", response_class=Response)
async def bank_file(request_id: str, user_id: UserId, session: SessionDep, payee: Payee) -> Response:
    """A payment order for the bank's client: 1CClientBankExchange 1.03."""
    request = await find_request(session, user_id, request_id)
    content = await request_bank_file(session, request, payee)
    return attachment(content, f"kl_to_1c_{request.id}.txt", "text/plain; charset=windows-1251")


def _view(request: PaymentRequestRow, payee: Requisites) -> PaymentRequest:
    at = f"{ROOT}/payment-requests/{request.id}"
    return PaymentRequest(
        id=request.id,
        amount=request.amount,
        purpose=request.purpose,
        created_at=request.created_at,
        payment_id=request.payment_id,
        requisites=RequisitesOut.model_validate(payee),
        links=PaymentRequestLinks(
            qr_svg=f"{at}/qr.svg",
            qr_png=f"{at}/qr.png",
            pdf=f"{at}/request.pdf",
            print=f"{at}/print",
            client_bank=f"{at}/kl_to_1c.txt",
        ),
    )
