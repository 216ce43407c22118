"""What this service refuses, each with a stable code."""

from collections.abc import Collection, Sequence
from typing import Final

from chassis.errors import Conflict, FieldProblem, Forbidden, Problem, ValidationProblem

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


class WindowClosed(Conflict):
    """Readings are not taken now: {window}"""

    code = "window_closed"
    ru = "{window}"


class RemoteRead(Conflict):
    """This meter is read remotely, there is nothing to submit."""

    code = "remote_read"
    ru = "Показания этого прибора поступают автоматически, передавать их не нужно."


class MeterRemoved(Conflict):
    """The meter was taken off: readings are taken of the one that replaced it."""

    code = "meter_removed"
    ru = "Прибор снят: показания принимаются по прибору, который его заменил."


class Decreased(ValidationProblem):
    """The value is below the previous one."""

    code = "decreased"
    ru = "{reason}"

    def __init__(self, reason: str, errors: Sequence[FieldProblem]) -> None:
        super().__init__(errors=errors, reason=reason)


class NeedsConfirmation(Conflict):
    """The reading looks wrong: check it, or accept the warnings by name."""

    code = "needs_confirmation"
    ru = "Показание выглядит необычно. Проверьте его или подтвердите, что оно верно."


class UnknownReading(Problem):
    """There is no reading {reading_id}."""

    status = 404
    code = "unknown_reading"
    ru = "Показания {reading_id} нет."


class UnknownMeter(Problem):
    """The contract has no meter {serial}, or several of that number: tell the point."""

    status = 404
    code = "unknown_meter"
    ru = "Прибора {serial} в договоре нет, или их несколько: укажите точку."


class ZonesDiffer(Conflict):
    """The zones are not those of the meter {serial}."""

    code = "zones_differ"
    ru = "Зоны не те, что у прибора {serial}."


class FileRefused(Problem):
    """The file can not be taken: {reason}"""

    status = 422
    code = "file_refused"
    ru = "{reason_ru}"


class ImportNotReady(Conflict):
    """The file is not checked yet, or can not be committed any more."""

    code = "import_not_ready"
    ru = "Файл ещё проверяется или его уже нельзя записать."


class ImportHasErrors(Conflict):
    """Some rows are refused: correct them, or commit only the valid ones."""

    code = "import_has_errors"
    ru = "В файле есть строки с ошибками. Исправьте их или запишите только верные."


class NothingToCommit(Conflict):
    """No row of the file can be written."""

    code = "nothing_to_commit"
    ru = "В файле нет строк, которые можно записать."
