"""What is kept here of one person, for him to take with him."""

from uuid import UUID

from events.personal_data import Kept
from sqlalchemy import case, select

from contracts.storage.member_models import ContractLabelRow, MemberRow
from contracts.storage.models import BindingAuditRow, BindingRow, BindingState, UserRow

_OWN_ACTS = ("requested", "withdrawn", "unbound", "member_joined", "member_declined", "member_left")
"""What he did himself. Others decide about his requests too, and from where they did is not his."""

_bound = BindingRow.state.in_((BindingState.ACTIVE, BindingState.ENDED))
_TOLD = (BindingState.PENDING, BindingState.ACTIVE, BindingState.ENDED, BindingState.WITHDRAWN, BindingState.REJECTED)


def kept_of(user_id: UUID) -> Kept:
    """Whether a request ever matched a contract is not told here either: such states are one, without their time."""
    binding, member, act, label = BindingRow, MemberRow, BindingAuditRow, ContractLabelRow
    state = case((binding.state.in_(_TOLD), binding.state), else_=BindingState.EXPIRED).label("state")
    return {
        "user": select(UserRow.email, UserRow.name).where(UserRow.id == user_id),
        "bindings": select(
            binding.asked_number,
            binding.email,
            binding.asked_by_name,
            binding.asked_by_email,
            state,
            binding.requested_at,
            binding.bound_at,
            case((_bound, binding.ended_at)).label("ended_at"),
        )
        .where(binding.user_id == user_id)
        .order_by(binding.requested_at),
        "memberships": select(
            member.contract_number, member.email, member.name, member.role, member.state, member.joined_at
        )
        .where(member.user_id == user_id)
        .order_by(member.id),
        "labels": select(label.contract_number, label.label).where(label.user_id == user_id),
        "acts": select(act.at, act.action, act.contract_number, act.address)
        .where(act.user_id == user_id, act.action.in_(_OWN_ACTS))
        .order_by(act.id),
    }
