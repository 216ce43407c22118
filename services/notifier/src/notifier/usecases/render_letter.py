"""Render a letter's HTML and text. Both come from one source, `templates/letters/<kind>.j2`, whose parts
(paragraph, button, ...) are drawn by `templates/html` and `templates/text`."""

import re
import textwrap
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

import css_inline
from babel.dates import format_datetime
from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

from notifier.domain.text import plain, unlinked
from notifier.settings import Settings

_MOSCOW: Final = ZoneInfo("Europe/Moscow")
_TEXT_WIDTH: Final = 76


class Body(NamedTuple):
    """One letter in two forms."""

    html: str
    text: str


def render_letter(
    kind: str,
    *,
    facts: Mapping[str, str],
    subject: str,
    contract_number: str | None,
    link: str | None,
    expires_at: datetime | None,
    settings: Settings,
) -> Body:
    """Raises a Jinja2 error when the template asks for a fact that the delivery does not have."""
    values = {
        **{name: plain(value) for name, value in facts.items()},
        "subject": subject,
        "contract": contract_number,
        "link": link,
        "expires_at": expires_at,
        "supplier": {
            "name": settings.supplier_name,
            "phone": settings.supplier_phone,
            "hours": settings.supplier_hours,
        },
    }
    html = _environment("html").get_template(f"{kind}.j2").render(values)
    text = _environment("text").get_template(f"{kind}.j2").render(values)
    return Body(html=_INLINER.inline(html), text=re.sub(r"\n{3,}", "\n\n", text).strip() + "\n")


def moscow_time(moment: datetime | str) -> str:
    """ "25 ноября 2026 г., 14:05 по московскому времени"."""
    instant = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    local = instant.astimezone(_MOSCOW)
    return format_datetime(local, "d MMMM y 'г.', HH:mm", locale="ru") + " по московскому времени"


_INLINER: Final = css_inline.CSSInliner(keep_style_tags=False, keep_at_rules=True, load_remote_stylesheets=False)


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
    environment.filters.update(moscow=moscow_time, unlinked=unlinked, wrap=_wrap)
    return environment


def _wrap(text: str) -> str:
    return textwrap.fill(" ".join(text.split()), _TEXT_WIDTH, break_long_words=False, break_on_hyphens=False)
