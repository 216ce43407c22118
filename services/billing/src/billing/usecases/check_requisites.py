"""Where customers pay to is configuration; a wrong digit would send their money elsewhere: checked at start."""

from decimal import Decimal

from billing.domain.bank_account import Requisites, requisites_flaws
from billing.domain.st00012 import payload
from billing.settings import Settings
from billing.usecases.compose_form import qr_values


def check_requisites(settings: Settings) -> Requisites:
    """The supplier's requisites. Raises ValueError when one of them can not be right, by the keys of the numbers, or
    when they are too long for a payment QR."""
    requisites = Requisites(
        name=settings.payee_name,
        inn=settings.payee_inn,
        kpp=settings.payee_kpp,
        account=settings.payee_account,
        bank_name=settings.payee_bank_name,
        bic=settings.payee_bic,
        corr_account=settings.payee_corr_account,
        address=settings.payee_address,
    )
    if flaws := requisites_flaws(requisites):
        raise ValueError(f"settings that can not be right: {', '.join(f'payee_{name}' for name in flaws)}")
    payload(qr_values(requisites, Decimal("0.01"), "x", ""))
    return requisites
