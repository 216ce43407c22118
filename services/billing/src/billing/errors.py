"""What this service refuses, each with a stable code."""

from collections.abc import Sequence

from chassis.errors import FieldProblem, ValidationProblem


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
