"""What identity says no with."""

from chassis.errors import Forbidden, Gone, TooManyRequests, Unauthenticated, Unavailable


class InvalidCredentials(Unauthenticated):
    """Wrong e-mail or password."""

    code = "invalid_credentials"
    ru = "Неверная электронная почта или пароль."


class TooManyWrongPasswords(TooManyRequests):
    """Too many wrong passwords: try again in {retry_after} s."""

    code = "too_many_attempts"
    ru = "Слишком много неверных паролей. Повторите через {retry_after} с."
    keeps_writes = True


class WrongPassword(Forbidden):
    """The current password is wrong."""

    code = "wrong_password"
    ru = "Текущий пароль неверен."
    keeps_writes = True


class TooManyLetters(TooManyRequests):
    """Letters have been sent already: check your mailbox, or try again in {retry_after} s."""

    code = "too_many_letters"
    ru = "Письма уже отправлены: проверьте почту или повторите через {retry_after} с."


class TokenExpired(Gone):
    """The link is no longer valid: ask for a new one."""

    code = "token_expired"
    ru = "Ссылка больше не действует. Запросите новую."


class TooBusy(Unavailable):
    """Too many are signing in at this moment: try again in {retry_after} s."""

    code = "too_busy"
    ru = "Сейчас входит слишком много людей. Повторите через {retry_after} с."


class OAuthError(Exception):
    """A token request was refused, in the words of RFC 6749 section 5.2."""

    def __init__(self, error: str, status: int = 400) -> None:
        self.error = error
        self.status = status
        super().__init__(error)
