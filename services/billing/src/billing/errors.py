"""What this service refuses, each with a stable code."""

from collections.abc import Sequence

from chassis.errors import Conflict, FieldProblem, Gone, TooLarge, ValidationProblem


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
