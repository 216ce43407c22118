"""Printed forms as PDF/A-2a (tagged) by typst, and as HTML. The same form gives the same bytes."""

import json
import re
from base64 import b64encode
from dataclasses import asdict
from functools import cache
from importlib.resources import files
from typing import Final

import typst
from jinja2 import Environment, StrictUndefined, Template

from billing.domain.forms import Form

_NOT_PRINTED: Final = re.compile(
    r"[^\u0009-\u007e\u00a0-\u00ac\u00ae-\u017f\u0400-\u045f\u2010-\u2026\u20bd\u2116]",
)
_EPOCH: Final = 0
"""The creation time of every file: it is part of the bytes."""


def render_pdf(form: Form) -> bytes:
    """The bytes of the PDF. Fonts are those that typst ships (Libertinus Serif, SIL OFL: it has Cyrillic); where a
    letter is in none of them, which PDF/A forbids, a question mark stands."""
    made_on = [form.made_on.year, form.made_on.month, form.made_on.day]
    data = json.dumps(asdict(form) | {"made_on": made_on}, ensure_ascii=False)
    try:
        return _compile(data)
    except typst.TypstError:
        return _compile(_NOT_PRINTED.sub("?", data))


def _compile(data: str) -> bytes:
    compiler = typst.Compiler(font_paths=_fonts())
    made = compiler.compile(
        _source("document.typ"),
        format="pdf",
        pdf_standards=["a-2a"],
        timestamp=_EPOCH,
        sys_inputs={"data": data},
    )
    if not isinstance(made, bytes):
        raise TypeError("typst made no single file")
    return made


def render_html(form: Form) -> str:
    """A page to print from the browser, without scripts; whatever the form says is escaped."""
    return _page().render(form=form, qr_base64=b64encode(form.qr.encode()).decode())


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False)


@cache
def _source(name: str) -> bytes:
    return files("billing.clients.forms").joinpath(name).read_bytes()


@cache
def _page() -> Template:
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    return environment.from_string(_source("print.html").decode())
