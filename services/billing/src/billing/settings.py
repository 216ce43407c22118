"""Everything that can be set from outside, read once at start."""

from datetime import timedelta
from typing import Self

from chassis.settings import ServiceSettings
from pydantic import model_validator
from pydantic_settings import SettingsConfigDict


class Settings(ServiceSettings):
    """Settings of both processes. Where customers pay to (`payee_*`) is checked at start: usecases/check_requisites."""

    model_config = SettingsConfigDict(env_prefix="BILLING_")

    max_body_bytes: int = 21 * 1024 * 1024
    """A document of 20 MB; batches are at most 5 MB."""
    payee_name: str = "АО «Петербургская сбытовая компания»"
    payee_inn: str = "7802532605"
    payee_kpp: str | None = "780201001"
    payee_account: str = "40703810990200000032"
    payee_bank_name: str = "ПАО «БАНК»"
    payee_bic: str = "044030790"
    payee_corr_account: str = "30101810900000000790"
    payee_address: str | None = "195009, Санкт-Петербург, ул. Михайлова, д. 11"
    """Where the supplier sits; VAT invoices tell it."""
    export_ttl: timedelta = timedelta(days=1)
    """How long an export can be fetched."""
    remind_days_before: int = 3
    """How many days before a bill is due its payers are reminded."""

    @model_validator(mode="after")
    def _refuse_default_requisites_in_production(self) -> Self:
        needed = {"payee_name", "payee_inn", "payee_account", "payee_bank_name", "payee_bic", "payee_corr_account"}
        if self.environment == "production" and (missing := needed - self.model_fields_set):
            raise ValueError(f"must be set in production: {', '.join(sorted(missing))}")
        return self
