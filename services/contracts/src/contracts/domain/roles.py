"""Who may do what with a contract here (domain.md, G5). Metering and billing hold their own part of the matrix."""

from typing import Final, Literal

Role = Literal["owner", "accountant", "engineer", "viewer"]
InvitedRole = Literal["accountant", "engineer", "viewer"]

ROLES_RU: Final[dict[Role, str]] = {
    "owner": "владелец",
    "accountant": "бухгалтер",
    "engineer": "энергетик",
    "viewer": "наблюдатель",
}
"""How a customer reads a role. The page of a contract is read by every role; changed by its owner alone."""
