"""The license agreement that a new user accepts, in the edition of that day. Editions are never changed, only added."""

from functools import cache
from importlib.resources import files
from typing import NamedTuple


class LicenseText(NamedTuple):
    """One edition, in Markdown; the Russian text prevails."""

    version: str
    ru: str
    en: str


@cache
def license_text(version: str) -> LicenseText:
    """Raises FileNotFoundError for an edition that there is not."""
    folder = files("identity.domain") / "license_texts"
    ru, en = ((folder / f"{version}.{language}.md").read_text("utf-8") for language in ("ru", "en"))
    return LicenseText(version, ru, en)
