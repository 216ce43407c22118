"""What this service refuses, each with a stable code."""

from chassis.errors import Conflict, FieldProblem, Gone, ValidationProblem


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


class ContractRefused(ValidationProblem):
    """The contract can not be registered: {flaws}."""

    ru = "Договор не принят: в нём есть ошибки."

    def __init__(self, errors: list[FieldProblem]) -> None:
        super().__init__(errors=errors, flaws="; ".join(f"{error.pointer} {error.code}" for error in errors))


MALFORMED_NUMBER = FieldProblem(
    "/number", "contract_number", "Номер договора состоит из 14 цифр.", "The number of a contract has 14 digits."
)
