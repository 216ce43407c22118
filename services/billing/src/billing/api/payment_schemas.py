"""Requests to pay."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Self
from uuid import UUID

from chassis.errors import invalid
from events.schemas.supplier import MoneyText
from pydantic import BaseModel, ConfigDict, Field, model_validator

from billing.api.schemas import FromAttributes, Money


class PaymentRequestBody(BaseModel):
    """Either an amount, or documents: what is left of their months is paid."""

    model_config = ConfigDict(extra="forbid")

    amount: Annotated[MoneyText, Field(gt=0, le=Decimal("999999999999.99"))] | None = None
    documents: Annotated[list[UUID], Field(min_length=1, max_length=100)] | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.amount is None) == (self.documents is None):
            raise invalid(
                "amount_or_documents",
                ru="Укажите сумму или документы: что-то одно.",
                en="Tell an amount or documents, one of both.",
            )
        return self


class RequisitesOut(FromAttributes):
    """Where to pay to."""

    name: str
    inn: str
    kpp: str | None
    account: str
    bank_name: str
    bic: str
    corr_account: str


class PaymentRequestLinks(BaseModel):
    """The request as papers."""

    qr_svg: str
    qr_png: str
    pdf: str
    print: str
    client_bank: str


class PaymentRequest(BaseModel):
    """A request to pay; `payment_id` once its payment has come."""

    id: str
    amount: Money
    purpose: str
    created_at: datetime
    payment_id: UUID | None
    requisites: RequisitesOut
    links: PaymentRequestLinks


class UnmatchedPayment(FromAttributes):
    """A payment that an operator should look at: its request is not known, or something of it has paid for nothing."""

    id: UUID
    contract_number: str
    paid_on: date
    amount: Money
    purpose: str | None
    payer_inn: str | None
    document_number: str | None
    unallocated: Money
    reason: str


class UnmatchedPayments(BaseModel):
    """Payments to be looked at, newest first."""

    items: list[UnmatchedPayment]
