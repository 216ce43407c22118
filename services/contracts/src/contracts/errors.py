"""What this service refuses, each with a stable code."""

from typing import Final

from chassis.errors import Conflict, FieldProblem, Forbidden, Gone, ValidationProblem

ROLES_RU: Final = {
    "owner": "владелец",
    "accountant": "бухгалтер",
    "engineer": "энергетик",
    "viewer": "наблюдатель",
}
"""How a customer reads a role. The page of a contract is read by every role; changed by its owner alone."""


class AlreadyYours(Conflict):
    """You have this contract already."""

    code = "already_yours"
    ru = "Этот договор уже есть в вашем личном кабинете."


class ContractAlreadyBound(Conflict):
    """The contract is in another account; it must be removed there first."""

    code = "contract_already_bound"
    ru = "Договор уже добавлен в другой личный кабинет. Сначала его нужно удалить там."


class BindingGone(Gone):
    """The link is used, withdrawn or expired."""

    code = "binding_gone"
    ru = "Ссылка больше не действует: запрос уже рассмотрен, отозван или просрочен."


class OwnerOnly(Forbidden):
    """Only the owner of the contract may do this; your role is {role}."""

    ru = "Это может только владелец договора. Ваша роль: {role_ru}."

    def __init__(self, role: str) -> None:
        super().__init__(role=role, role_ru=ROLES_RU[role], extra={"role": role, "allowed_roles": ["owner"]})


class OtherAddress(Forbidden):
    """The invitation was sent to another address: sign in with the account that has it, confirmed."""

    ru = "Приглашение отправлено на другой адрес. Войдите в личный кабинет с этим адресом."


class InvitationGone(Gone):
    """The invitation is used, declined, withdrawn or expired."""

    code = "invitation_gone"
    ru = "Приглашение больше не действует: оно уже принято, отклонено, отозвано или просрочено."


class InvitingYourself(Conflict):
    """You have the contract already: invite somebody else."""

    code = "inviting_yourself"
    ru = "Вы не можете пригласить самого себя: договор уже в вашем личном кабинете."


class AlreadyMember(Conflict):
    """This person sees the contract already."""

    code = "already_member"
    ru = "Этот человек уже участвует в договоре. Чтобы изменить его права, смените ему роль."


class AlreadyInvited(Conflict):
    """This address has an open invitation: send the letter again, or withdraw it."""

    code = "already_invited"
    ru = "Этот адрес уже приглашён. Отправьте письмо ещё раз или отзовите приглашение."


class TooManyMembers(Conflict):
    """A contract has {limit} members and invitations at most."""

    code = "too_many_members"
    ru = "У договора может быть не больше {limit} участников вместе с приглашёнными."


class OwnerStays(Conflict):
    """The owner can not leave or change his role: remove the contract from the account instead."""

    code = "owner_stays"
    ru = "Владелец не может выйти из договора или сменить себе роль. Чтобы отказаться от договора, удалите его."


class ContractRefused(ValidationProblem):
    """The contract can not be registered: {flaws}."""

    ru = "Договор не принят: в нём есть ошибки."

    def __init__(self, errors: list[FieldProblem]) -> None:
        super().__init__(errors=errors, flaws="; ".join(f"{error.pointer} {error.code}" for error in errors))


MALFORMED_NUMBER = FieldProblem(
    "/number", "contract_number", "Номер договора состоит из 14 цифр.", "The number of a contract has 14 digits."
)
