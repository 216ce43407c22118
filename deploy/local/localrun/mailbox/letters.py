"""The letters that have come, kept as files."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.headerregistry import Address
from email.message import EmailMessage
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import uuid4

_KEPT = 5000  # older letters are dropped


@dataclass(frozen=True)
class Letter:
    """One letter: its id here, and its source as it came."""

    id: str
    source: bytes

    @cached_property
    def message(self) -> EmailMessage:
        """The parsed source."""
        return message_from_bytes(self.source, policy=policy.default)

    def body(self, kind: str) -> str:
        """The text (`plain`) or the page (`html`) of it, "" if it has none."""
        part = self.message.get_body((kind,))
        return str(part.get_content()) if part else ""

    @property
    def subject(self) -> str:
        """The subject, decoded."""
        return str(self.message["Subject"] or "")

    @property
    def recipients(self) -> list[dict[str, str]]:
        """Whom it is for, as Mailpit names people."""
        return _people(self.message, "To")

    @property
    def sender(self) -> dict[str, str]:
        """Whom it is from."""
        return next(iter(_people(self.message, "From")), {"Name": "", "Address": ""})

    def summary(self) -> dict[str, Any]:
        """What Mailpit's list says about a letter."""
        arrived = int(self.id.split("-")[0], 16) / 1e6
        return {
            "ID": self.id,
            "MessageID": str(self.message["Message-ID"] or "").strip("<> "),
            "From": self.sender,
            "To": self.recipients,
            "Cc": _people(self.message, "Cc"),
            "Subject": self.subject,
            "Created": time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(arrived)) + f".{int(arrived % 1 * 1000):03d}Z",
            "Size": len(self.source),
            "Attachments": len(list(self.message.iter_attachments())),
            "Snippet": " ".join(self.body("plain").split())[:250],
        }

    def full(self) -> dict[str, Any]:
        """What Mailpit says about a letter that is opened."""
        date = self.message["Date"]
        summary = self.summary()
        moment = date.datetime.isoformat() if date is not None and date.datetime else summary["Created"]
        return {**summary, "Date": moment, "Text": self.body("plain"), "HTML": self.body("html")}


class LetterBox:
    """All letters, newest first; each is a file, so they are there after a restart."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        directory.mkdir(parents=True, exist_ok=True)
        files = sorted(directory.glob("*.eml"))
        self._letters = {file.stem: Letter(file.stem, file.read_bytes()) for file in files}

    def __iter__(self) -> Iterator[Letter]:
        return reversed(self._letters.values())

    def __len__(self) -> int:
        return len(self._letters)

    def put(self, source: bytes) -> None:
        """Keep a letter; when this returns it is on disk."""
        letter = Letter(f"{time.time_ns() // 1000:014x}-{uuid4().hex[:8]}", source)
        unfinished = self._file(letter.id).with_suffix(".part")
        unfinished.write_bytes(source)
        unfinished.rename(self._file(letter.id))
        self._letters[letter.id] = letter
        for old in list(self._letters)[: max(0, len(self._letters) - _KEPT)]:
            self.remove(old)

    def get(self, letter_id: str) -> Letter | None:
        """The letter with this id; "latest" is the newest one."""
        return next(iter(self), None) if letter_id == "latest" else self._letters.get(letter_id)

    def remove(self, letter_id: str) -> None:
        """Forget a letter, if it is here."""
        if self._letters.pop(letter_id, None):
            self._file(letter_id).unlink(missing_ok=True)

    def clear(self) -> None:
        """Forget all letters."""
        for letter_id in list(self._letters):
            self.remove(letter_id)

    def _file(self, letter_id: str) -> Path:
        return self._directory / f"{letter_id}.eml"


def _people(message: EmailMessage, header: str) -> list[dict[str, str]]:
    addresses: tuple[Address, ...] = getattr(message[header], "addresses", ())
    return [{"Name": _utf8(person.display_name), "Address": _utf8(person.addr_spec)} for person in addresses]


def _utf8(header: str) -> str:
    """SMTPUTF8 puts bare UTF-8 into headers, which `email` keeps as surrogates."""
    return header.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
