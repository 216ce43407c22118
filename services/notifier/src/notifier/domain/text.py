"""What others typed, made harmless before it stands in a letter of ours.

Autoescaping guards the HTML; this guards the reader: no line breaks that forge a paragraph, no
direction marks that turn a word round, and nothing in a name that a mail program makes into a link.
"""

import re
import unicodedata
from typing import Final

_LONGEST: Final = 200
_CONTROLS: Final = {"Cc", "Cs", "Co", "Cn", "Zl", "Zp"}  # and "Cf", direction marks and the like, simply goes
_LINK_MAKERS: Final = re.compile(r"[/\\:@<>\[\]{}|]+")
_DOT_IN_WORD: Final = re.compile(r"\.(?=[^\W\d_])")


def plain(text: str, longest: int = _LONGEST) -> str:
    """One line of visible characters; a longer one ends with "…"."""
    visible = (char for char in text if unicodedata.category(char) != "Cf")
    line = " ".join("".join(" " if unicodedata.category(char) in _CONTROLS else char for char in visible).split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def unlinked(text: str) -> str:
    """`plain`, and no address in it: "Anna http://evil.example" becomes "Anna http evil. example"."""
    return plain(_DOT_IN_WORD.sub(". ", _LINK_MAKERS.sub(" ", plain(text))))
