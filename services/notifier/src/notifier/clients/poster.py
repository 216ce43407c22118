"""Posts to customers' own systems. An address is looked up once, looked at, and the connection is made to that very
address: what a name means later (DNS rebinding) changes nothing. Redirects are not followed, proxies not asked."""

import asyncio
import socket
import ssl
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from ipaddress import ip_address
from typing import Final, Protocol

import h11

from notifier.domain.endpoints import Address, Endpoint, Network, UnfitEndpointError, literal_address, may_call
from notifier.domain.endpoints import parse_endpoint as parse
from notifier.domain.hook_policy import Answer

_READ_BYTES: Final = 4096
"""No more of an answer is read ..."""
_KEPT_CHARS: Final = 500
"""... and no more of it kept."""
_BODY_SECONDS: Final = 1.0
"""The status is what counts; for the rest of an answer nobody waits long."""
_ADDRESSES: Final = 3
"""So many addresses of a host are tried."""


class Poster(Protocol):
    """Hands a message to a customer's system; never raises for what that system or a network may do."""

    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Offer the message and tell what came of it."""


class RefusedAddressError(OSError):
    """The host has an address that may not be called."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """Where may be called, and how long it may take, in seconds."""

    connect: float = 5
    total: float = 10
    loopback: bool = False
    """This machine may be called, even over http: for developers."""
    refused: Sequence[Network] = ()
    """Further networks that may not be called: the supplier's own."""
    lookups: int = 32
    """Names looked up at once."""


@dataclass(slots=True)
class HttpsPoster:
    """A `Poster` over HTTP/1.1, a connection a message. Names are looked up in threads of its own, so that a name
    server that hangs holds up nothing else of this process."""

    bounds: Bounds = field(default_factory=Bounds)
    tls: ssl.SSLContext = field(default_factory=ssl.create_default_context)
    _lookups: ThreadPoolExecutor = field(init=False)

    def __post_init__(self) -> None:
        self._lookups = ThreadPoolExecutor(self.bounds.lookups, "webhook-names")

    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """As Poster."""
        begun = time.monotonic()
        try:
            async with asyncio.timeout(self.bounds.total):
                endpoint = parse(url, loopback=self.bounds.loopback)
                status, head = await self._exchange(endpoint, headers, body)
            return Answer(_since(begun), status, head=head)
        except Exception as error:  # noqa: BLE001 - whatever a stranger's system does, the other loops go on
            return Answer(_since(begun), error=_reason(error))

    async def _exchange(self, endpoint: Endpoint, headers: Mapping[str, str], body: bytes) -> tuple[int, str]:
        async with asyncio.timeout(self.bounds.connect):
            reader, writer = await self._connect(endpoint)
        try:
            return await _converse(endpoint, headers, body, reader, writer)
        finally:
            writer.transport.abort()  # whatever is still to come is not wanted

    async def _connect(self, endpoint: Endpoint) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        tls = {"ssl": self.tls, "server_hostname": endpoint.host} if endpoint.scheme == "https" else {}
        failed: OSError = OSError("no address")
        for address in (await self._addresses(endpoint))[:_ADDRESSES]:
            try:
                return await asyncio.open_connection(str(address), endpoint.port, limit=_READ_BYTES, **tls)  # type: ignore[arg-type]
            except OSError as error:
                failed = error
        raise failed

    async def _addresses(self, endpoint: Endpoint) -> list[Address]:
        """All of the host's. One that may not be called spoils all: an honest host has none."""
        addresses = await self._look_up(endpoint)
        if not all(may_call(one, loopback=self.bounds.loopback, refused=self.bounds.refused) for one in addresses):
            raise RefusedAddressError
        return addresses

    async def _look_up(self, endpoint: Endpoint) -> list[Address]:
        literal = literal_address(endpoint.host)
        if literal is not None:
            return [literal]
        found = await asyncio.get_running_loop().run_in_executor(self._lookups, _resolve, endpoint.host, endpoint.port)
        return list(dict.fromkeys(ip_address(text) for text in found))


def _resolve(host: str, port: int) -> list[str]:
    """In a thread."""
    return [str(row[4][0]) for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


async def _converse(
    endpoint: Endpoint,
    headers: Mapping[str, str],
    body: bytes,
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
) -> tuple[int, str]:
    """The status of the answer, and how it begins."""
    talk = h11.Connection(h11.CLIENT)
    usual = {"Host": endpoint.authority, "Connection": "close", "Content-Length": str(len(body))}
    request = h11.Request(method="POST", target=endpoint.target, headers=[*usual.items(), *headers.items()])
    for part in (request, h11.Data(data=body), h11.EndOfMessage()):
        writer.write(talk.send(part) or b"")
    with suppress(ConnectionError):  # it may have answered before it has read all
        await writer.drain()
    answer = await _next(talk, reader)
    while not isinstance(answer, h11.Response):  # 1xx
        if not isinstance(answer, h11.InformationalResponse):
            raise h11.RemoteProtocolError("no answer")
        answer = await _next(talk, reader)
    head = bytearray()
    with suppress(OSError, h11.ProtocolError):
        async with asyncio.timeout(_BODY_SECONDS):
            while len(head) < _READ_BYTES and isinstance(data := await _next(talk, reader), h11.Data):
                head += data.data
    return answer.status_code, _legible(bytes(head))


async def _next(talk: h11.Connection, reader: asyncio.StreamReader) -> h11.Event | type[h11.PAUSED]:
    while (event := talk.next_event()) is h11.NEED_DATA:
        talk.receive_data(await reader.read(_READ_BYTES))
    return event  # type: ignore[return-value]


def _legible(head: bytes) -> str:
    text = head[:_READ_BYTES].decode("utf-8", errors="replace")
    return "".join(char if char.isprintable() or char in "\n\t" else "\ufffd" for char in text)[:_KEPT_CHARS]


def _reason(error: Exception) -> str:
    """A code for the log that its owner reads; what a resolver or a socket says in detail is ours."""
    match error:
        case RefusedAddressError() | UnfitEndpointError():
            return "refused_address"
        case TimeoutError():
            return "timeout"
        case ssl.SSLError() | ssl.CertificateError():
            return "tls"
        case socket.gaierror():
            return "unknown_host"
        case h11.ProtocolError():
            return "bad_answer"
    return "unreachable"


def _since(begun: float) -> timedelta:
    return timedelta(seconds=time.monotonic() - begun)
