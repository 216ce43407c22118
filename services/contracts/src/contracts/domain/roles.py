"""Who may do what with a contract here (domain.md, G5). Metering and billing hold their own part of the matrix."""

from typing import Literal

Role = Literal["owner", "accountant", "engineer", "viewer"]
InvitedRole = Literal["accountant", "engineer", "viewer"]
