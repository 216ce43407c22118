"""Reading the mailbox, and making it fail, from a program."""

import ssl
from typing import Any, Final

import httpx

from localrun.waiting import wait_until

_NO_AUTHORITIES: Final = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Plain HTTP needs none, and to load them takes 40 ms at each request."""


class MailboxClient:
    """The mailbox at a URL that ends in /mail."""

    def __init__(self, http_url: str) -> None:
        self.http_url = http_url

    def messages(self, query: str = "") -> list[dict[str, Any]]:
        """The letters that match (Mailpit's search words), newest first, with `Text` and `HTML`."""
        found = self._call("GET", "/search", params={"query": query, "limit": 1000})["messages"]
        return [self._call("GET", f"/message/{letter['ID']}") for letter in found]

    def letter(self, query: str, *, within: float = 10) -> dict[str, Any]:
        """The newest letter that matches, as soon as there is one; TimeoutError after `within` seconds."""
        wait_until(lambda: bool(self.messages(query)), seconds=within, what=f"a letter for {query!r} comes")
        return self.messages(query)[0]

    def clear(self) -> None:
        """Forget all letters."""
        self._request("DELETE", "/messages")

    def fail(self, kind: str, **details: Any) -> None:
        """Fail from now on: see `localrun.mailbox.smtp.Fault`."""
        self._call("PUT", "/faults", json={"kind": kind, **details})

    def heal(self) -> None:
        """Fail no more."""
        self._call("DELETE", "/faults")

    @property
    def attempts(self) -> int:
        """How many letters were offered since it started, refused ones among them."""
        return int(self._call("GET", "/faults")["attempts"])

    def _call(self, method: str, path: str, **kwargs: Any) -> Any:
        return self._request(method, path, **kwargs).json()

    def _request(self, method: str, path: str, **kwargs: Any) -> httpx.Response:
        url = f"{self.http_url}/api/v1{path}"
        return httpx.request(method, url, verify=_NO_AUTHORITIES, **kwargs).raise_for_status()
