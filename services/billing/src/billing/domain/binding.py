"""Who sees a contract, and as what."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Binding:
    """From its start to its end; a contract bound again is another one, and so is each membership in it."""

    id: UUID
    contract_number: str
    user_id: UUID
    role: str = "owner"
