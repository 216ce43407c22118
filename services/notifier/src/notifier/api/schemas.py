"""What goes over HTTP."""

import re
from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from notifier.domain.letters import LETTERS, Choice
from notifier.domain.outcomes import State


class DeliveryOut(BaseModel):
    """One letter to the caller."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    kind: str
    subject: str
    email: str
    contract_number: str | None
    state: State
    created_at: datetime
    finished_at: datetime | None


def _known_kind(kind: str) -> str:
    if kind not in LETTERS or LETTERS[kind].choice is Choice.NONE:
        raise PydanticCustomError("unknown_kind", "There is no such kind of letter.")
    return kind


def _contract_number(typed: str) -> str:
    number = typed.replace(" ", "")
    if re.fullmatch("[0-9]{14}", number) is None:
        raise PydanticCustomError("contract_number", "The number of a contract has 14 digits.")
    return number


ContractNumber = Annotated[str, AfterValidator(_contract_number)]


class PreferenceIn(BaseModel):
    """A choice; `contract_number` null is for all contracts that have none of their own."""

    model_config = ConfigDict(extra="ignore")

    kind: Annotated[str, AfterValidator(_known_kind)]
    contract_number: ContractNumber | None = None
    enabled: bool


class PreferencesIn(BaseModel):
    """All choices: what is not here is as if never chosen."""

    items: Annotated[list[PreferenceIn], Field(max_length=1000)]


class PreferenceOut(BaseModel):
    """A choice; `locked`: a security letter, which always comes."""

    kind: str
    contract_number: str | None = None
    enabled: bool = True
    locked: bool = False


class PreferencesOut(BaseModel):
    """Every kind, then what differs by contract."""

    items: list[PreferenceOut]
