"""Where customers pay to is configuration; a wrong digit would send their money elsewhere: checked at start."""

from billing.domain.bank_account import Requisites, requisites_flaws
from billing.settings import Settings


def check_requisites(settings: Settings) -> Requisites:
    """The supplier's requisites. Raises ValueError when one of them can not be right, by the keys of the numbers."""
    requisites = Requisites(
        name=settings.payee_name,
        inn=settings.payee_inn,
        kpp=settings.payee_kpp,
        account=settings.payee_account,
        bank_name=settings.payee_bank_name,
        bic=settings.payee_bic,
        corr_account=settings.payee_corr_account,
    )
    if flaws := requisites_flaws(requisites):
        raise ValueError(f"settings that can not be right: {', '.join(f'payee_{name}' for name in flaws)}")
    return requisites
