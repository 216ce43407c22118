"""What this service refuses, each with a stable code."""

from collections.abc import Collection, Sequence
from typing import Final

from chassis.errors import Conflict, FieldProblem, Forbidden, Gone, TooLarge, ValidationProblem

ROLES_RU: Final = {
    "owner": "владелец",
    "accountant": "бухгалтер",
    "engineer": "энергетик",
    "viewer": "наблюдатель",
}
"""How a customer reads a role."""


class RoleForbidden(Forbidden):
    """Your role in this contract ({role}) does not allow this; these do: {allowed}."""

    ru = "Ваша роль в договоре ({role_ru}) этого не позволяет. Это может: {allowed_ru}."

    def __init__(self, role: str, allowed: Collection[str]) -> None:
        roles = [name for name in ROLES_RU if name in allowed]
        super().__init__(
            extra={"role": role, "allowed_roles": roles},
            role=role,
            role_ru=ROLES_RU.get(role, role),
            allowed=", ".join(roles),
            allowed_ru=", ".join(ROLES_RU[name] for name in roles),
        )


class ItemRefused(ValidationProblem):
    """The item is refused: {flaws}."""

    ru = "Запись не принята: {flaws_ru}"

    def __init__(self, errors: Sequence[FieldProblem]) -> None:
        super().__init__(
            errors=errors,
            flaws="; ".join(f"{error.pointer} {error.code}" for error in errors),
            flaws_ru=" ".join(dict.fromkeys(error.ru for error in errors)),
        )


class UnknownContract(ItemRefused):
    """The registry has not told this contract yet: {flaws}."""

    code = "unknown_contract"


class RevisionConflict(ItemRefused):
    """This revision was taken with another body: {flaws}."""

    code = "revision_conflict"


_BY_FLAW = {refusal.code: refusal for refusal in (UnknownContract, RevisionConflict)}


def refusal(errors: Sequence[FieldProblem]) -> ItemRefused:
    """The refusal of an item with these flaws, named after what alone is wrong with it."""
    return _BY_FLAW.get(errors[0].code, ItemRefused)(errors)


class NothingToPay(Conflict):
    """These documents are paid already."""

    code = "nothing_to_pay"
    ru = "Эти документы уже оплачены."


class ArchiveTooLarge(TooLarge):
    """These documents together are over 100 MB: take fewer at once."""

    code = "archive_too_large"
    ru = "Вместе эти документы больше 100 МБ: выберите меньше."


class ExportExpired(Gone):
    """The export has expired: ask for it again."""

    code = "export_expired"
    ru = "Срок хранения выгрузки истёк: закажите её снова."


class ExportNotReady(Conflict):
    """The export is not ready yet."""

    code = "export_not_ready"
    ru = "Выгрузка ещё не готова."
