"""The supplier's mail server over SMTP, with connections reused through a burst of letters."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Self
from urllib.parse import parse_qs, unquote, urlsplit

from aiosmtplib import (
    SMTP,
    SMTPException,
    SMTPNotSupported,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)

from notifier.domain.outcomes import Deferred, Outcome, Refused, Sent, Unreachable

_STARTTLS = {"auto": None, "always": True, "never": False}
_PERMANENT = 500
_PORTS = {"smtp": 587, "smtps": 465}


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """Where the mail server is, as `smtp[s]://[user:password@]host[:port][?starttls=always|auto|never]`.

    `smtps` speaks TLS from the first byte. `smtp` with a password insists on STARTTLS unless told otherwise.
    """

    host: str
    port: int
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    use_tls: bool = False
    start_tls: bool | None = None

    @classmethod
    def parse(cls, url: str) -> Self:
        """Raises ValueError for anything else."""
        parts = urlsplit(url)
        mode = parse_qs(parts.query).get("starttls", ["always" if parts.password else "auto"])[0]
        if parts.scheme not in _PORTS or not parts.hostname or mode not in _STARTTLS:
            raise ValueError("an SMTP URL is smtp[s]://[user:password@]host[:port][?starttls=always|auto|never]")
        use_tls = parts.scheme == "smtps"
        return cls(
            host=parts.hostname,
            port=parts.port or _PORTS[parts.scheme],
            username=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
            use_tls=use_tls,
            start_tls=False if use_tls else _STARTTLS[mode],
        )


class SmtpMailer:
    """A `Mailer` over one server; `reply_timeout` bounds each command, `letter_timeout` the whole letter."""

    def __init__(self, server: SmtpServer, *, reply_timeout: float = 20, letter_timeout: float = 60) -> None:
        self._server = server
        self._reply_timeout = reply_timeout
        self._letter_timeout = letter_timeout
        self._idle: list[SMTP] = []

    async def send(self, message: EmailMessage) -> Outcome:
        """Offer the letter; a connection that failed in any way is not used again."""
        try:
            connection = await self._connection()
        except (SMTPException, OSError, ValueError) as error:
            return Unreachable(_describe(error))
        try:
            async with asyncio.timeout(self._letter_timeout):
                await connection.send_message(message)
        except (SMTPResponseException, SMTPRecipientsRefused) as error:
            self._put_back(connection)  # an answer in good order: the conversation can go on
            return _outcome(error)
        except (SMTPException, OSError, ValueError) as error:
            connection.close()
            return _outcome(error)
        except BaseException:
            connection.close()
            raise
        self._put_back(connection)
        return Sent()

    async def rest(self) -> None:
        """Say goodbye on the connections that are not in use."""
        while self._idle:
            connection = self._idle.pop()
            with suppress(SMTPException, OSError):
                await connection.quit(timeout=1)
            connection.close()

    async def _connection(self) -> SMTP:
        while self._idle:
            connection = self._idle.pop()
            with suppress(SMTPException, OSError):
                await connection.rset()
                return connection
            connection.close()
        server = self._server
        connection = SMTP(
            hostname=server.host,
            port=server.port,
            username=server.username,
            password=server.password,
            use_tls=server.use_tls,
            start_tls=server.start_tls,
            timeout=self._reply_timeout,
        )
        async with asyncio.timeout(self._letter_timeout):
            await connection.connect()
        return connection

    def _put_back(self, connection: SMTP) -> None:
        if connection.is_connected:
            self._idle.append(connection)


def _outcome(error: Exception) -> Outcome:
    """What a failure in the middle of a letter means for it."""
    reason = _describe(error)
    match error:
        case SMTPRecipientsRefused(recipients=[refusal, *_]):
            reason = _describe(refusal)
            return Refused(reason) if refusal.code >= _PERMANENT else Deferred(reason)
        case SMTPSenderRefused(code=code) if code >= _PERMANENT:
            return Unreachable(reason)  # our sender address or our right to send, not this letter
        case SMTPResponseException(code=code) if code >= _PERMANENT:
            return Refused(reason)
        case SMTPNotSupported() | ValueError():
            return Refused("address_not_supported")
    return Deferred(reason)


def _describe(error: BaseException) -> str:
    """For the delivery row and logs: the reply's code, never its text, which may repeat the address."""
    if isinstance(error, SMTPResponseException):
        return f"smtp_{error.code}"
    return "timeout" if isinstance(error, TimeoutError) else type(error).__name__
