"""What stands on the printed form of a document, from what is known of its contract."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from chassis.database import AsyncSession

from billing.clients.qr import qr_svg
from billing.domain.bank_account import Requisites
from billing.domain.blanks import blank_of
from billing.domain.calendar import due_date, first_of
from billing.domain.forms import Form
from billing.domain.money import ZERO
from billing.domain.paper import Paper, Party
from billing.domain.st00012 import payload
from billing.storage.charges import ChargeRepository
from billing.storage.contracts import ContractRepository
from billing.storage.models import ContractRow
from billing.storage.paper_models import DocumentRow
from billing.usecases.read_movements import read_movements


async def compose_form(session: AsyncSession, document: DocumentRow, payee: Requisites) -> Form:
    """The form of a document without a file. Only what is kept stands on it, so it never changes by itself."""
    number, issued_on = document.contract_number, document.issued_on
    contract = await ContractRepository(session).get(number)
    charges = await ChargeRepository(session).bodies_of(number, document.period)
    since = min(first_of(document.period), issued_on) if document.period else issued_on.replace(day=1)
    gross = document.gross if document.gross is not None else sum((Decimal(one["gross"]) for one in charges), ZERO)
    paper = Paper(
        kind=document.kind,
        number=document.number,
        issued_on=issued_on,
        period=document.period,
        contract_number=number,
        supplier=supplier_of(payee),
        customer=customer_of(contract, number),
        payee=payee,
        gross=gross,
        due_on=_due_on(charges, contract),
        charges=charges,
        statement=await read_movements(session, number, since, issued_on),
        qr=_qr(document, payee, gross) if document.kind == "bill" and gross > 0 else "",
    )
    return blank_of(paper)


def supplier_of(payee: Requisites) -> Party:
    """Who is paid."""
    return Party(payee.name, payee.inn, payee.kpp, payee.address)


def customer_of(contract: ContractRow | None, number: str) -> Party:
    """Whose the contract is; of one that is not registered only its number is known."""
    if contract is None:
        return Party(f"Потребитель по договору № {number}", "", None, None)
    return Party(contract.party_name, contract.inn, contract.kpp, contract.address)


def qr_values(payee: Requisites, amount: Decimal, purpose: str, contract_number: str) -> dict[str, str]:
    """The pairs of a payment QR."""
    return {
        "Name": payee.name,
        "PersonalAcc": payee.account,
        "BankName": payee.bank_name,
        "BIC": payee.bic,
        "CorrespAcc": payee.corr_account,
        "KPP": payee.kpp or "",
        "PayeeINN": payee.inn,
        "Purpose": purpose,
        "Sum": str(int(amount * 100)),
        "Contract": contract_number,
    }


def _due_on(charges: Sequence[Any], contract: ContractRow | None) -> date | None:
    """The first day on which something of the month is due."""
    kind = contract.customer_kind if contract else "company"
    told = [(one["due_on"] and date.fromisoformat(one["due_on"]), one["period"]) for one in charges]
    return min((due_date(due_on, period, kind) for due_on, period in told), default=None)


def _qr(document: DocumentRow, payee: Requisites, gross: Decimal) -> str:
    purpose = f"Оплата по счёту № {document.number} по договору {document.contract_number}"[:160]
    return qr_svg(payload(qr_values(payee, gross, purpose, document.contract_number))).decode()
