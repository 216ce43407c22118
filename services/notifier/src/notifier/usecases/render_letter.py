"""Render a letter's HTML and text. Both come from one source, `templates/letters/<kind>.j2`, whose parts
(paragraph, button, ...) are drawn by `templates/html` and `templates/text`."""

import re
import textwrap
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from typing import Any, Final, NamedTuple

import css_inline
from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

from notifier.domain.text import plain, unlinked
from notifier.settings import Settings
from notifier.usecases import wording

_TEXT_WIDTH: Final = 76


class Body(NamedTuple):
    """One letter in two forms."""

    html: str
    text: str


def render_letter(
    kind: str,
    *,
    facts: Mapping[str, Any],
    subject: str,
    contract_number: str | None,
    link: str | None,
    expires_at: datetime | None,
    optional: bool,
    settings: Settings,
) -> Body:
    """Raises a Jinja2 error when the template asks for a fact that the delivery does not have."""
    values = {
        **_plain(facts),
        "subject": subject,
        "contract": contract_number,
        "link": link,
        "expires_at": expires_at,
        "optional": optional,
        "supplier": {
            "name": settings.supplier_name,
            "phone": settings.supplier_phone,
            "hours": settings.supplier_hours,
        },
    }
    html = _environment("html").get_template(f"{kind}.j2").render(values)
    text = _environment("text").get_template(f"{kind}.j2").render(values).replace(wording.NO_BREAK, " ")
    return Body(html=_INLINER.inline(html), text=re.sub(r"\n{3,}", "\n\n", text).strip() + "\n")


def _plain(fact: Any) -> Any:
    """The fact with every text in it made harmless."""
    match fact:
        case str():
            return plain(fact)
        case Mapping():
            return {name: _plain(value) for name, value in fact.items()}
        case list():
            return [_plain(value) for value in fact]
    return fact


def _wrap(text: str) -> str:
    line = re.sub(r"[ \n]+", " ", text).strip()  # no-break spaces stay
    return textwrap.fill(line, _TEXT_WIDTH, break_long_words=False, break_on_hyphens=False)


_INLINER: Final = css_inline.CSSInliner(keep_style_tags=False, keep_at_rules=True, load_remote_stylesheets=False)
_FILTERS: Final[Mapping[str, Callable[..., Any]]] = {
    "unlinked": unlinked,
    "wrap": _wrap,
    "moscow": wording.moscow_time,
    "rights": wording.rights,
    "role": wording.role,
    "role_means": wording.role_means,
    "last_moment": wording.last_moment,
    "day": wording.russian_day,
    "month": wording.russian_month,
    "rubles": wording.rubles,
    "change": wording.change,
    "is_positive": wording.is_positive,
    "kwh": wording.kwh,
    "dial": wording.dial,
    "in_all": wording.in_all,
    "by_zone": wording.by_zone,
    "plural": wording.plural,
}


@cache
def _environment(form: str) -> Environment:
    loader = ChoiceLoader([PackageLoader("notifier", f"templates/{name}") for name in (form, "letters")])
    environment = Environment(
        loader=loader,
        autoescape=form == "html",  # noqa: S701 - the other form is plain text
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters.update(_FILTERS)
    return environment
