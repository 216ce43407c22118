"""Errors of pydantic in words that a person understands."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from chassis.errors import FieldProblem

_RU: Final[Mapping[str, str]] = {
    "missing": "Обязательное поле.",
    "extra_forbidden": "Такого поля здесь нет.",
    "json_invalid": "Тело запроса не разобрать: это не JSON.",
    "string_type": "Нужен текст.",
    "string_unicode": "В тексте есть недопустимые символы.",
    "string_too_short": "Не короче {min_length} символов.",
    "string_too_long": "Не длиннее {max_length} символов.",
    "string_pattern_mismatch": "Неверный формат.",
    "int_type": "Нужно целое число.",
    "int_parsing": "Нужно целое число.",
    "int_from_float": "Нужно целое число.",
    "int_parsing_size": "Слишком большое число.",
    "float_type": "Нужно число.",
    "float_parsing": "Нужно число.",
    "finite_number": "Нужно конечное число.",
    "decimal_type": "Нужно число.",
    "decimal_parsing": "Нужно число.",
    "decimal_max_digits": "Не больше {max_digits} цифр.",
    "decimal_max_places": "Не больше {decimal_places} знаков после запятой.",
    "decimal_whole_digits": "Не больше {whole_digits} цифр до запятой.",
    "greater_than": "Должно быть больше {gt}.",
    "greater_than_equal": "Должно быть не меньше {ge}.",
    "less_than": "Должно быть меньше {lt}.",
    "less_than_equal": "Должно быть не больше {le}.",
    "bool_type": "Нужно «да» или «нет» (true или false).",
    "bool_parsing": "Нужно «да» или «нет» (true или false).",
    "literal_error": "Допустимы только: {expected}.",
    "enum": "Допустимы только: {expected}.",
    "list_type": "Нужен список.",
    "too_short": "Не меньше {min_length} элементов.",
    "too_long": "Не больше {max_length} элементов.",
    "dict_type": "Нужен объект.",
    "model_type": "Нужен объект.",
    "model_attributes_type": "Нужен объект.",
    "date_type": "Нужна дата вида 2026-01-31.",
    "date_parsing": "Нужна дата вида 2026-01-31.",
    "date_from_datetime_parsing": "Нужна дата вида 2026-01-31.",
    "date_from_datetime_inexact": "Нужна дата вида 2026-01-31, без времени.",
    "datetime_type": "Нужны дата и время вида 2026-01-31T12:00:00Z.",
    "datetime_parsing": "Нужны дата и время вида 2026-01-31T12:00:00Z.",
    "datetime_from_date_parsing": "Нужны дата и время вида 2026-01-31T12:00:00Z.",
    "timezone_aware": "Укажите часовой пояс.",
    "uuid_type": "Неверный идентификатор.",
    "uuid_parsing": "Неверный идентификатор.",
    "url_parsing": "Неверный адрес.",
}
_FALLBACK: Final = "Неверное значение."


def field_problems(errors: Iterable[Mapping[str, Any]]) -> Sequence[FieldProblem]:
    """pydantic's `errors()` as the `errors[]` of an answer. The input itself is never repeated."""
    return [_field_problem(error) for error in errors]


def _field_problem(error: Mapping[str, Any]) -> FieldProblem:
    context = error.get("ctx") or {}
    code = str(error["type"])
    ru = context.get("ru") or _RU.get(code, _FALLBACK)
    try:
        ru = str(ru).format(**context)
    except (KeyError, IndexError, ValueError):
        ru = _FALLBACK
    return FieldProblem(pointer_of(error["loc"]), code, ru, str(error["msg"]))


def pointer_of(location: Sequence[str | int]) -> str:
    """RFC 6901 pointer; where the value stood (body, query, path) is left out, as is a JSON offset."""
    parts = location[1:] if location and location[0] in {"body", "query", "path", "header", "cookie"} else location
    if len(location) == 2 and location[0] == "body" and isinstance(location[1], int):
        parts = ()
    return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in parts)
