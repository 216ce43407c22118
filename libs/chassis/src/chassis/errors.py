"""Errors that become RFC 9457 answers. Imported by use cases too, so no web framework here.

A service states its own beside the code that raises them:

>>> class WindowClosed(Conflict):
...     '''Readings are taken from {opens} to {closes}.'''
...     code = "window_closed"
...     ru = "Показания принимаются с {opens} по {closes}."
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, NamedTuple

from pydantic_core import PydanticCustomError


class FieldProblem(NamedTuple):
    """What is wrong with one field of the input; `pointer` as in RFC 6901, such as "/email"."""

    pointer: str
    code: str
    ru: str
    en: str


class Problem(Exception):  # noqa: N818 - named after what it becomes
    """The request could not be carried out."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "internal_error"
    ru: ClassVar[str] = "Не получилось выполнить запрос."
    """Russian detail; the English one is the docstring. Both may hold the same {placeholders}."""
    keeps_writes: ClassVar[bool] = False
    """The request's transaction is committed all the same (a counted wrong password)."""

    def __init__(
        self,
        *,
        errors: Sequence[FieldProblem] = (),
        headers: Mapping[str, str] | None = None,
        extra: Mapping[str, Any] | None = None,
        **params: object,
    ) -> None:
        self.errors = tuple(errors)
        self.headers = dict(headers or {})
        self.extra = dict(extra or {})
        self.params = params
        super().__init__(self.detail(russian=False))

    def detail(self, *, russian: bool) -> str:
        """The sentence for a person, with the placeholders filled."""
        text = self.ru if russian else " ".join((self.__doc__ or "").split())
        return text.format(**self.params) if self.params else text


class RetryLater(Problem):
    """Not now: try again in {retry_after} s."""

    def __init__(self, *, retry_after: int = 1, **rest: Any) -> None:
        headers = {"Retry-After": str(retry_after), **(rest.pop("headers", None) or {})}
        super().__init__(headers=headers, retry_after=retry_after, **rest)


class MalformedRequest(Problem):
    """The request is malformed."""

    status = 400
    code = "bad_request"
    ru = "Запрос составлен неверно."


class Unauthenticated(Problem):
    """Sign in first."""

    status = 401
    code = "unauthenticated"
    ru = "Войдите в личный кабинет."

    def __init__(self, **rest: Any) -> None:
        headers = {"WWW-Authenticate": "Bearer", **(rest.pop("headers", None) or {})}
        super().__init__(headers=headers, **rest)


class Forbidden(Problem):
    """This is not allowed to you."""

    status = 403
    code = "forbidden"
    ru = "Это действие вам недоступно."


class EmailNotConfirmed(Forbidden):
    """Confirm your e-mail first: the letter has a link."""

    code = "email_not_confirmed"
    ru = "Сначала подтвердите электронную почту: ссылка в письме, которое мы вам отправили."


class ProfileIncomplete(Forbidden):
    """Fill in your surname, name and phone first."""

    code = "profile_incomplete"
    ru = "Сначала представьтесь: укажите фамилию, имя и телефон."


class SecondFactorRequired(Forbidden):
    """Operators sign in with a second factor: enrol one in your profile, then sign in again with it."""

    code = "second_factor_required"
    ru = "Оператору нужен второй фактор: подключите его в профиле и войдите с ним заново."


class NotFound(Problem):
    """There is nothing here, or it is not yours."""

    status = 404
    code = "not_found"
    ru = "Здесь ничего нет, или это не ваше."


class MethodNotAllowed(Problem):
    """This address does not take such a method."""

    status = 405
    code = "method_not_allowed"
    ru = "Этот адрес не принимает такой метод."


class Conflict(Problem):
    """This contradicts the present state."""

    status = 409
    code = "conflict"
    ru = "Это противоречит текущему состоянию."


class Gone(Problem):
    """This is no longer available."""

    status = 410
    code = "gone"
    ru = "Этого больше нет."


class TooLarge(Problem):
    """The request is too large."""

    status = 413
    code = "too_large"
    ru = "Запрос слишком большой."


class UnsupportedMediaType(Problem):
    """The body must be {expected}."""

    status = 415
    code = "unsupported_media_type"
    ru = "Тело запроса должно быть в формате {expected}."

    def __init__(self, *, expected: str = "application/json", **rest: Any) -> None:
        super().__init__(expected=expected, **rest)


class ValidationProblem(Problem):
    """Check what you entered."""

    status = 422
    code = "validation_failed"
    ru = "Проверьте введённые данные."


class TooManyRequests(RetryLater):
    """Too many requests: try again in {retry_after} s."""

    status = 429
    code = "too_many_requests"
    ru = "Слишком много запросов. Повторите через {retry_after} с."


class InternalError(Problem):
    """Something went wrong on our side; we have it in our log."""

    ru = "Что-то сломалось у нас. Мы это записали и разберёмся."


class Unavailable(RetryLater):
    """The service is away for a moment: try again in {retry_after} s."""

    status = 503
    code = "unavailable"
    ru = "Сервис временно недоступен. Повторите через {retry_after} с."


def invalid(code: str, *, ru: str, en: str) -> PydanticCustomError:
    """What a pydantic validator raises to have its own code and texts in `errors[]`."""
    return PydanticCustomError(code, "{en}", {"ru": ru, "en": en})
