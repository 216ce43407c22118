"""What this service says and takes about the users of a contract."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from contracts.api.schemas import AskedBy, normal_email
from contracts.domain.roles import InvitedRole, Role


class InvitationIn(BaseModel):
    """Whom to invite, and as what."""

    email: Annotated[str, Field(max_length=254), AfterValidator(normal_email)]
    role: InvitedRole


class RoleIn(BaseModel):
    """Another role."""

    role: InvitedRole


class LabelIn(BaseModel):
    """What the caller calls the contract; null or nothing: no longer."""

    label: Annotated[str, StringConstraints(strip_whitespace=True, max_length=60)] | None


class LabelOut(BaseModel):
    """What the caller calls the contract."""

    label: str | None


class MemberItem(BaseModel):
    """Somebody who sees the contract (`active`) or is invited to (`invited`). `you`: the caller himself.
    `expires_at` is an invitation's."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    name: str | None
    email: str | None
    role: Role
    state: Literal["active", "invited"]
    you: bool
    joined_at: datetime | None
    invited_at: datetime | None
    expires_at: datetime | None


class Invited(BaseModel):
    """An invitation whose letter is on its way."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    email: str
    role: InvitedRole
    state: Literal["invited"] = "invited"
    expires_at: datetime


class InvitationOut(BaseModel):
    """What the letter's link offers; `email` must be the confirmed address of whoever accepts."""

    number: str
    party_name: str
    role: InvitedRole
    email: str
    invited_by: AskedBy
    expires_at: datetime


class InvitationAnswer(BaseModel):
    """The answer of the invited person."""

    decision: Literal["accept", "decline"]


class InvitationAnswered(BaseModel):
    """What became of the invitation."""

    number: str
    status: Literal["joined", "declined"]
