"""Reading what came by mail."""

import re
from typing import Any

import httpx

from stack.waiting import eventually

_LINK = re.compile(r"https?://[^\s<>\"']+")


class Mailbox:
    """Everybody's letters, by Mailpit's API. `portal` is where their links lead, unless to where they are read."""

    def __init__(self, http: httpx.Client, portal: str = "") -> None:
        self._http = http
        self._portal = portal or str(http.base_url).rstrip("/")

    def letters(self, to: str) -> list[dict[str, Any]]:
        """Every letter to this address, newest first, with `Subject`, `Text` and `HTML`."""
        found = self._get("/search", query=f'to:"{to}"', limit=200)
        mine = [item["ID"] for item in found["messages"] if item["To"][0]["Address"].casefold() == to.casefold()]
        return [self._get(f"/message/{letter_id}") for letter_id in mine]

    def count(self, to: str) -> int:
        """How many letters came to this address."""
        return len(self.letters(to))

    def wait(self, to: str, about: str, *, saying: str = "", but: str = "", seconds: float = 20) -> dict[str, Any]:
        """The newest letter to this address with `about` in its subject and `saying` in its text, as soon as there
        is one. A letter that carries the token `but` does not count."""

        def wanted(letter: dict[str, Any]) -> bool:
            return about in letter["Subject"] and saying in letter["Text"] and not (but and but in letter["Text"])

        def arrived() -> dict[str, Any] | None:
            return next((letter for letter in self.letters(to) if wanted(letter)), None)

        found = eventually(arrived, what=f"a letter about «{about}» to {to}", seconds=seconds)
        assert found is not None
        return found

    def wait_for_link(self, to: str, about: str, page: str, **which: Any) -> str:
        """The token of the letter's only link, which must lead to this page of the portal."""
        letter = self.wait(to, about, **which)
        (link,) = set(links(letter))
        assert link.startswith(f"{self._portal}{page}?token="), "links come from configuration"
        return link.partition("?token=")[2]

    def _get(self, path: str, **params: Any) -> Any:
        return self._http.get(f"/mail/api/v1{path}", params=params).raise_for_status().json()


def links(letter: dict[str, Any]) -> list[str]:
    """Every address in the text and in the HTML."""
    return _LINK.findall(letter["Text"]) + _LINK.findall(letter["HTML"])
