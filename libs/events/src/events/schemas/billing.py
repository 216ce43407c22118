"""Events of billing (topic `billing.accounts.v1`, key = contract number)."""

from typing import ClassVar

from events.envelope import Event


class AccountEvent(Event):
    """An event about the account of one contract."""

    key_field: ClassVar[str] = "contract_number"
    contract_number: str
