"""What a person can recognise a sign-in by."""

from ipaddress import ip_address, ip_network
from typing import NamedTuple

_BROWSERS = (  # the more specific names first: every Chromium also says Chrome and Safari
    ("YaBrowser", "Яндекс Браузер"), ("OPR/", "Opera"), ("Edg", "Edge"), ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"), ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari"),
    ("curl", "curl"), ("python", "Python"),
)  # fmt: skip
_SYSTEMS = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "macOS"),
    ("CrOS", "ChromeOS"), ("Linux", "Linux"),
)  # fmt: skip
UNKNOWN_DEVICE = "Неизвестное устройство"


class Client(NamedTuple):
    """Where a request came from: the address as the gateway saw it, and the User-Agent header."""

    address: str
    user_agent: str

    @property
    def device(self) -> str:
        """«Firefox, Windows»: the header itself tells a person nothing."""
        names = (_first(_BROWSERS, self.user_agent), _first(_SYSTEMS, self.user_agent))
        return ", ".join(name for name in names if name) or UNKNOWN_DEVICE

    @property
    def limited_as(self) -> str:
        """What limits by address count: a customer of IPv6 has a whole /64 to try from."""
        address = ip_address(self.address)
        return self.address if address.version == 4 else str(ip_network((address, 64), strict=False))

    @property
    def whereabouts(self) -> str:
        """Device and neighbourhood: what must differ from all earlier sign-ins to be worth a letter.
        The neighbourhood is wide, so that a phone that changes its address within one provider stays known."""
        address = ip_address(self.address)
        network = ip_network((address, 16 if address.version == 4 else 32), strict=False)
        return f"{self.device}|{network}"


def _first(table: tuple[tuple[str, str], ...], user_agent: str) -> str | None:
    return next((name for sign, name in table if sign.lower() in user_agent.lower()), None)
