"""Mailpit's search language, the part of it that is used here."""

import shlex
from collections.abc import Callable

from localrun.mailbox.letters import Letter


def matches(letter: Letter, query: str) -> bool:
    """Whether every word of the query is in the letter; `to:`, `from:`, `subject:` and `message-id:` narrow a word."""
    return all(_holds(letter, word) for word in _words(query))


def _words(query: str) -> list[str]:
    try:
        return shlex.split(query.casefold())
    except ValueError:  # an open quotation mark
        return query.casefold().split()


def _holds(letter: Letter, word: str) -> bool:
    field, _, value = word.partition(":")
    if field in _FIELDS:
        return value in _FIELDS[field](letter).casefold()
    everything = " ".join([*(read(letter) for read in _FIELDS.values()), letter.body("plain")])
    return word in everything.casefold()


_FIELDS: dict[str, Callable[[Letter], str]] = {
    "to": lambda letter: " ".join(f"{person['Name']} {person['Address']}" for person in letter.recipients),
    "from": lambda letter: f"{letter.sender['Name']} {letter.sender['Address']}",
    "subject": lambda letter: letter.subject,
    "message-id": lambda letter: str(letter.message["Message-ID"] or ""),
}
