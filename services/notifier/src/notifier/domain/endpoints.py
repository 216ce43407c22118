"""Addresses that customers may have us call: public ones only, so that nobody reaches through us what he can not
reach himself (OWASP: server-side request forgery)."""

import socket
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final
from urllib.parse import urlsplit

import idna

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_LONGEST: Final = 2000
_HTTPS: Final = 443
_FIRST_FREE_PORT: Final = 1024
"""Those below are of services that are no webhooks: mail, remote shells, names."""
_UNICAST: Final = IPv6Network("2000::/3")
_LOCAL_NAMES: Final = (".localhost", ".local", ".internal", ".intranet", ".lan", ".home", ".corp", ".home.arpa")
_REFUSED: Final[tuple[Network, ...]] = tuple(
    ip_network(text)
    for text in (
        "168.63.129.16/32",  # the host's services of a cloud, at a public address
        "192.0.0.0/24",  # IETF's own; a cloud's metadata among it
        "192.88.99.0/24",  # relays of 6to4
        "2001::/23",  # IETF's own, Teredo with it
        "3fff::/20",  # documentation
    )
)
_CARRIES_IPV4: Final = ((ip_network("64:ff9b::/96"), 0), (ip_network("2002::/16"), 80))
"""NAT64 and 6to4: an IPv4 address is inside, so many bits from the right."""


class UnfitEndpointError(ValueError):
    """`code`: bad_url, not_https, url_port, private_address."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where to send; `host` in A-labels or the literal of an address without brackets, `target` path and query."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def authority(self) -> str:
        """The value of the header Host."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _default_port(self.scheme) else f"{host}:{self.port}"


def parse_endpoint(url: str, *, loopback: bool = False) -> Endpoint:
    """An https URL of a public host. With `loopback` (a developer's machine) http and any port too, to this machine
    only. Names are looked up later, at each delivery, and looked at with `may_call`. Raises UnfitEndpointError."""
    endpoint = _split(url)
    if loopback and _is_this_machine(endpoint.host):
        return endpoint
    if endpoint.scheme != "https":
        raise UnfitEndpointError("not_https")
    if endpoint.port != _HTTPS and endpoint.port < _FIRST_FREE_PORT:
        raise UnfitEndpointError("url_port")
    literal = literal_address(endpoint.host)
    is_local_name = "." not in endpoint.host or f".{endpoint.host}".endswith(_LOCAL_NAMES)
    if (literal is None and is_local_name) or (literal is not None and not is_public(literal)):
        raise UnfitEndpointError("private_address")
    return endpoint


def may_call(address: Address, *, loopback: bool = False, refused: Sequence[Network] = ()) -> bool:
    """Whether a delivery may go to this address, which a name was resolved to."""
    if loopback and address.is_loopback:
        return True
    return is_public(address) and not any(address in network for network in refused)


def is_public(address: Address) -> bool:
    """Globally reachable, and no way round to what is not."""
    if isinstance(address, IPv6Address):
        if address.scope_id is not None:
            return False
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        for network, shift in _CARRIES_IPV4:
            if address in network:
                return is_public(IPv4Address(int(address) >> shift & 0xFFFFFFFF))
        if address not in _UNICAST:
            return False
    if address.is_multicast or not address.is_global:
        return False
    return not any(address in network for network in _REFUSED)


def literal_address(host: str) -> Address | None:
    """The address that the host is: also in the old forms that resolvers take (2130706433, 0x7f.1, 0177.0.0.1)."""
    try:
        return ip_address(host)
    except ValueError:
        pass
    try:
        return IPv4Address(socket.inet_aton(host)) if host.isascii() else None
    except OSError:
        return None


def _split(url: str) -> Endpoint:
    if len(url) > _LONGEST or any(char.isspace() or not char.isprintable() for char in url) or "\\" in url:
        raise UnfitEndpointError("bad_url")
    try:
        parts = urlsplit(url)
        port = parts.port
        host = _ascii_host(parts.hostname or "")
    except ValueError as error:
        raise UnfitEndpointError("bad_url") from error
    if parts.scheme not in {"https", "http"} or not host or port == 0 or "@" in parts.netloc or parts.fragment:
        raise UnfitEndpointError("bad_url")
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if not target.isascii():
        raise UnfitEndpointError("bad_url")
    return Endpoint(parts.scheme, host, port or _default_port(parts.scheme), target)


def _ascii_host(host: str) -> str:
    host = host.rstrip(".")
    if not host.isascii():
        return idna.encode(host, uts46=True).decode()  # idna.IDNAError is a ValueError
    if ":" in host:
        ip_address(host)
    elif not all(char.isalnum() or char in "-._" for char in host):
        raise ValueError("not a host")
    return host.lower()


def _is_this_machine(host: str) -> bool:
    literal = literal_address(host)
    return host == "localhost" if literal is None else literal.is_loopback


def _default_port(scheme: str) -> int:
    return _HTTPS if scheme == "https" else 80
