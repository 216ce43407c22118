"""What identity says no with."""

from chassis.errors import (
    Conflict,
    Forbidden,
    Gone,
    TooManyRequests,
    Unauthenticated,
    Unavailable,
    ValidationProblem,
)


class InvalidCredentials(Unauthenticated):
    """Wrong e-mail or password."""

    code = "invalid_credentials"
    ru = "Неверная электронная почта или пароль."


class TooManyWrongPasswords(TooManyRequests):
    """Too many wrong passwords: try again in {retry_after} s."""

    code = "too_many_attempts"
    ru = "Слишком много неверных паролей. Повторите через {retry_after} с."
    keeps_writes = True


class OtpRequired(Unauthenticated):
    """Enter the code of your authenticator application, or a recovery code."""

    code = "otp_required"
    ru = "Введите код из приложения для входа или резервный код."


class InvalidOtp(Unauthenticated):
    """The code is wrong, or it was used already: wait for the next one."""

    code = "invalid_otp"
    ru = "Код неверен или уже использован: дождитесь следующего."


class WrongOtp(Forbidden):
    """The code is wrong, or it was used already: wait for the next one."""

    code = "invalid_otp"
    ru = "Код неверен или уже использован: дождитесь следующего."
    keeps_writes = True


class OtpNeeded(Forbidden):
    """Enter the code of your authenticator application, or a recovery code."""

    code = "otp_required"
    ru = "Введите код из приложения для входа или резервный код."


class InvalidPasskey(Unauthenticated):
    """The passkey was not accepted: try again, or sign in with your password."""

    code = "invalid_passkey"
    ru = "Ключ доступа не подошёл: попробуйте ещё раз или войдите с паролем."
    keeps_writes = True  # the challenge is used up


class AccountLocked(Forbidden):
    """The account is locked: call the supplier."""

    code = "account_locked"
    ru = "Личный кабинет заблокирован: позвоните поставщику."


class OwnAccount(Conflict):
    """Nobody locks himself out."""

    code = "own_account"
    ru = "Себя заблокировать нельзя."


class PasskeyRefused(ValidationProblem):
    """The passkey could not be verified: try to add it again."""

    code = "passkey_refused"
    ru = "Ключ доступа не удалось проверить: добавьте его ещё раз."
    keeps_writes = True  # the challenge is used up


class PasskeyKnown(Conflict):
    """This passkey has been added already."""

    code = "passkey_known"
    ru = "Этот ключ доступа уже добавлен."


class TooMany(Conflict):
    """There may be {limit} of them at most: delete one first."""

    code = "too_many"
    ru = "Их может быть не больше {limit}: сначала удалите ненужные."


class TotpEnabled(Conflict):
    """An authenticator application is connected already: disconnect it first."""

    code = "totp_enabled"
    ru = "Приложение для входа уже подключено: сначала отключите его."


class TotpNotEnabled(Conflict):
    """No authenticator application is connected."""

    code = "totp_not_enabled"
    ru = "Приложение для входа не подключено."


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


class ExportNotReady(Conflict):
    """There is no file to take: it is being gathered, or its time is over. Ask for it anew."""

    code = "export_not_ready"
    ru = "Файла нет: он ещё собирается или срок его хранения истёк. Запросите данные снова."
