"""The table itself, and what is written about it."""

import re
from pathlib import Path

import pytest
from gateway.config import GatewayConfig
from gateway.filters import chain
from gateway.routes import SERVICES, Who, table
from pydantic import ValidationError

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
UPSTREAMS = dict.fromkeys((*SERVICES, "web"), "127.0.0.1:1")


def test_no_row_hides_a_later_one() -> None:
    rows = table()
    for index, row in enumerate(rows):
        hidden = [
            later.path for later in rows[index + 1 :] if row.path.endswith("/") and later.path.startswith(row.path)
        ]
        assert not hidden, row.path


def test_of_the_services_only_the_public_paths_can_be_reached() -> None:
    for row in table():
        if row.to in SERVICES:
            assert row.path.startswith(f"/api/{row.to}/v1/")


def test_what_needs_nobody_is_a_short_list() -> None:
    needless = {row.path for row in table() if row.to in SERVICES and row.who in (Who.OPEN, Who.CLIENT)}
    described = {f"/api/{service}/v1/openapi.json" for service in SERVICES}
    others = {"identity/v1/license", "identity/v1/.well-known/", "identity/v1/oauth/token", "notifier/v1/calendar.ics"}
    assert needless == described | {f"/api/{path}" for path in others}


def test_the_readme_tells_the_filters_in_their_order() -> None:
    told = re.findall(r"^\| `(\w+)` \|", README.partition("## The filters")[2].partition("## Its own")[0], re.MULTILINE)
    real = [one["name"] for one in chain(GatewayConfig(upstreams=UPSTREAMS))]
    assert told == [name for name in real if name != "router"]


def test_the_readme_tells_every_setting() -> None:
    settings = README.partition("## Settings")[2]
    for name in GatewayConfig.model_fields:
        assert f"`{name.upper()}`" in settings


@pytest.mark.parametrize(
    "wrong",
    [
        {"upstreams": {"web": "127.0.0.1:1"}},
        {"upstreams": UPSTREAMS, "session_rate": {"per_minute": 59, "burst": 1}},  # Retry-After: 1 would be a lie
    ],
)
def test_settings_that_can_not_work_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        GatewayConfig.model_validate(wrong)
