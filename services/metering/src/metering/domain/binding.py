"""A contract in an account."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Binding:
    """A binding from its start to its end; a contract bound again is another one."""

    id: UUID
    contract_number: str
    user_id: UUID
