"""A request to pay as papers: a QR, a form, a file for the bank's client."""

import asyncio

from chassis.database import AsyncSession

from billing.clients.qr import qr_svg
from billing.clients.typesetting import render_html, render_pdf
from billing.domain.bank_account import Requisites
from billing.domain.blanks import bank_block
from billing.domain.calendar import MOSCOW, moscow_day
from billing.domain.client_bank import Payer, payment_order
from billing.domain.forms import Form, rubles
from billing.domain.st00012 import payload
from billing.domain.words import in_words
from billing.storage.contracts import ContractRepository
from billing.storage.paper_models import PaymentRequestRow
from billing.usecases.compose_form import customer_of, qr_values


def request_payload(request: PaymentRequestRow, payee: Requisites) -> bytes:
    """What the QR says."""
    return payload(qr_values(payee, request.amount, request.purpose, request.contract_number))


async def request_pdf(session: AsyncSession, request: PaymentRequestRow, payee: Requisites) -> bytes:
    """The form to pay by."""
    return await asyncio.to_thread(render_pdf, await _form(session, request, payee))


async def print_request(session: AsyncSession, request: PaymentRequestRow, payee: Requisites) -> str:
    """The same form as a page to print from the browser."""
    return await asyncio.to_thread(render_html, await _form(session, request, payee))


async def _form(session: AsyncSession, request: PaymentRequestRow, payee: Requisites) -> Form:
    contract = await ContractRepository(session).get(request.contract_number)
    customer = customer_of(contract, request.contract_number)
    made_on = moscow_day(request.created_at)
    return Form(
        title=f"Заявка на оплату ЛК-{request.id} от {made_on:%d.%m.%Y}",
        made_on=made_on,
        bank=bank_block(payee),
        parties=[("Плательщик", customer.whole), ("Назначение платежа", request.purpose)],
        totals=[("К оплате, ₽", rubles(request.amount))],
        words=in_words(request.amount),
        notes=["Не меняйте назначение платежа: по нему платёж зачтётся сам."],
        qr=qr_svg(request_payload(request, payee)).decode(),
        footer=f"Договор № {request.contract_number}",
    )


async def request_bank_file(session: AsyncSession, request: PaymentRequestRow, payee: Requisites) -> bytes:
    """A payment order in 1CClientBankExchange 1.03."""
    contract = await ContractRepository(session).get(request.contract_number)
    payer = Payer(contract.party_name, contract.inn, contract.kpp) if contract else Payer("", "", None)
    return payment_order(
        number=str(int.from_bytes(request.id.encode()) % 900_000 + 1),
        payer=payer,
        payee=payee,
        amount=request.amount,
        purpose=request.purpose,
        made_at=request.created_at.astimezone(MOSCOW),
    )
