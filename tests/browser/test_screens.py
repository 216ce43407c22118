"""Every screen, in both languages and themes, on a desk and on a phone: nobody is shut out, nothing sticks out.

A screen is opened once and then looked at otherwise by its own switches.
"""

from collections.abc import Callable
from typing import Any

import pytest
from stack.portal import LOOKS, Portal


@pytest.mark.parametrize("path", ["sign-in", "register", "forgot-password", "guide", "contacts"])
def test_a_screen_of_a_visitor(open_portal: Callable[..., Portal], path: str) -> None:
    open_portal().go(f"/{path}").check(path, LOOKS)


@pytest.mark.parametrize("path", ["/", "/profile"])
def test_a_screen_about_oneself(open_portal: Callable[..., Portal], stack: Any, path: str) -> None:
    open_portal().sign_in(stack["demo_user"]).go(path).check(path.strip("/") or "home", LOOKS)


TABS = ["", "members", "readings", "imports", "consumption", "charges", "payments", "documents", "pay"]


@pytest.mark.parametrize("tab", TABS)
def test_a_screen_of_a_contract(open_portal: Callable[..., Portal], stack: Any, year: str, tab: str) -> None:
    portal = open_portal().sign_in(stack["demo_user"])
    portal.go(f"/contracts/{year}/{tab}").check(tab or "contract", LOOKS)
