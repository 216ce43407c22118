"""The door for letters, and the ways it can be told to fail."""

import asyncio
from typing import Literal

from aiosmtpd.smtp import SMTP, Envelope, Session
from pydantic import BaseModel, ConfigDict, Field

from localrun.mailbox.letters import LetterBox


class Fault(BaseModel):
    """How the server fails: `count` times (for ever when null), for letters to addresses that contain `to`.

    refuse: answers `code` (4xx: try later, 5xx: never). hang: says nothing for `seconds`, then accepts.
    lose_reply: keeps the letter but drops the connection before saying so. down: nobody listens.
    """

    model_config = ConfigDict(extra="forbid")
    kind: Literal["refuse", "hang", "lose_reply", "down"]
    code: int = Field(451, ge=400, le=599)
    seconds: float = Field(3600, ge=0)
    count: int | None = Field(None, ge=1)
    to: str = ""


class Door:
    """An SMTP server on the loopback address."""

    def __init__(self, box: LetterBox, port: int) -> None:
        self._box = box
        self._port = port
        self._server: asyncio.Server | None = None
        self.fault: Fault | None = None
        self.attempts = 0

    async def set_fault(self, fault: Fault | None) -> None:
        """Fail like this from now on; None: be well again."""
        self.fault = fault
        if fault and fault.kind == "down":
            await self.close()
        else:
            await self.open()

    async def open(self) -> None:
        """Listen."""
        if self._server is None:
            loop = asyncio.get_running_loop()
            self._server = await loop.create_server(self._protocol, "127.0.0.1", self._port)

    async def close(self) -> None:
        """Listen no more."""
        if self._server is not None:
            self._server.close()
            self._server = None

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's
        """A whole letter has come."""
        self.attempts += 1
        fault = self._take_fault(envelope.rcpt_tos)
        if fault and fault.kind == "refuse":
            return f"{fault.code} refused on request"
        if fault and fault.kind == "hang":
            await asyncio.sleep(fault.seconds)
        self._box.put(envelope.original_content or b"")
        if fault and fault.kind == "lose_reply":
            assert isinstance(server.transport, asyncio.WriteTransport)
            server.transport.abort()
        return "250 OK"

    def _take_fault(self, recipients: list[str]) -> Fault | None:
        fault = self.fault
        if fault is None or not any(fault.to in recipient for recipient in recipients):
            return None
        if fault.count is not None:
            self.fault = fault.model_copy(update={"count": fault.count - 1}) if fault.count > 1 else None
        return fault

    def _protocol(self) -> SMTP:
        return SMTP(self, hostname="mailbox.local", enable_SMTPUTF8=True, loop=asyncio.get_running_loop())
