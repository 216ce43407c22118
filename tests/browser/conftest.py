"""A real Chromium at the gateway. The pictures of what was seen lie in `test-output/browser`."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from localrun.demo import Cabinet, tell_history
from localrun.waiting import wait_until
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright
from stack.letters import Mailbox
from stack.people import Customer
from stack.portal import Look, Portal
from stack.registry import Registry

PICTURES = Path(__file__).parents[2] / "test-output" / "browser"


@pytest.fixture(scope="session")
def gateway(stack: Any) -> str:
    """Where everything is found."""
    return str(stack["gateway"])


@pytest.fixture(scope="session")
def http(gateway: str) -> Iterator[httpx.Client]:
    """Connections to the gateway."""
    with httpx.Client(base_url=gateway, timeout=30) as client:
        yield client


@pytest.fixture(scope="session")
def registry(stack: Any, http: httpx.Client) -> Registry:
    """The supplier's registry."""
    return Registry(http, stack["service_clients"]["registry"])


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The browser; not for longer than a file: its event loop would stand in the way of other tests'."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    expect.set_options(timeout=15_000)  # on a machine that other tests keep busy
    if path is None:
        pytest.skip("no Chromium on this machine: tests/browser/install-chromium.sh installs it as root")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def open_portal(chromium: Browser, gateway: str) -> Iterator[Callable[..., Portal]]:
    """A window of the portal; a script's error or a refused resource in it fails the test."""
    opened: list[tuple[BrowserContext, Portal]] = []

    def open_one(look: Look | None = None, base_url: str = gateway) -> Portal:
        look = look or Look()
        context = chromium.new_context(base_url=base_url, **look.context())
        portal = Portal(context.new_page(), look, PICTURES)
        opened.append((context, portal))
        return portal

    yield open_one
    for context, portal in opened:
        context.close()
        assert portal.troubles == []


@pytest.fixture
def new_customer(http: httpx.Client) -> Callable[[], Customer]:
    """Registers, confirms and introduces somebody."""
    return lambda: Customer(http, Mailbox(http)).settle()


@pytest.fixture
def customer(new_customer: Callable[[], Customer]) -> Customer:
    """Somebody who has registered, confirmed and introduced himself."""
    return new_customer()


@pytest.fixture(scope="package")
def year(stack: Any, gateway: str) -> str:
    """The demo contract with a year of everything; its number."""
    number, day = "78000000000101", {"from": "2026-11-05", "to": "2026-11-06", "by": "hour"}
    tell_history(gateway, stack["service_clients"]["billing"], stack["demo_user"])
    with Cabinet(gateway) as cabinet:
        cabinet.must("POST", "/api/identity/v1/auth/login", json=stack["demo_user"])

        def is_measured() -> bool:
            consumption = f"/api/metering/v1/contracts/{number}/consumption"
            return bool(cabinet.must("GET", consumption, params=day).json()["items"])

        wait_until(is_measured, seconds=60, what="the half-hours are taken")
    return number
