"""Several files in one .zip. CPU work: call it in a thread."""

from datetime import date
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo


class Archive:
    """A .zip under construction in a file; the same files give the same bytes."""

    def __init__(self, target: IO[Any]) -> None:
        self._zip = ZipFile(target, "w", ZIP_DEFLATED, compresslevel=1)
        self._names: set[str] = set()

    def add(self, name: str, made_on: date, content: bytes) -> None:
        """One file more; a name that is taken gets a number."""
        entry = ZipInfo(self._free(name), (max(made_on.year, 1980), made_on.month, made_on.day, 0, 0, 0))
        self._zip.writestr(entry, content, ZIP_DEFLATED, 1)

    def close(self) -> None:
        """Write the directory; without it nothing reads the file."""
        self._zip.close()

    def _free(self, name: str) -> str:
        stem, dot, extension = name.rpartition(".")
        stem, dot, extension = (stem, dot, extension) if stem else (name, "", "")
        number = 1
        while name.casefold() in self._names:
            number += 1
            name = f"{stem} ({number}){dot}{extension}"
        self._names.add(name.casefold())
        return name
