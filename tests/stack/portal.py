"""The portal as a person sees it, and the checks that every screen passes."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

_AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@dataclass(frozen=True)
class Look:
    """How the portal is looked at: language, theme, width."""

    lang: str = "ru"
    theme: str = "light"
    width: int = 1440

    def context(self) -> dict[str, Any]:
        """As Chromium takes it."""
        locale = {"ru": "ru-RU", "en": "en-GB"}[self.lang]
        size = {"width": self.width, "height": 900}
        return {"locale": locale, "color_scheme": self.theme, "viewport": size, "accept_downloads": True}

    def __str__(self) -> str:
        return f"{self.width}-{self.theme}-{self.lang}"


class Portal:
    """One window. `troubles` are errors of scripts and what the browser would not load."""

    def __init__(self, page: Page, look: Look, pictures: Path) -> None:
        self.page, self.look, self._pictures = page, look, pictures
        self.troubles: list[str] = []
        page.on("pageerror", lambda error: self.troubles.append(str(error)))
        page.on("console", self._heard)

    def sign_in(self, user: dict[str, str]) -> "Portal":
        """Be somebody. By the call that the sign-in page makes: the page itself has its own tests."""
        self.page.goto("/sign-in")
        status = self.page.evaluate(_SIGN_IN, {"email": user["email"], "password": user["password"]})
        assert status == 200
        return self

    def go(self, path: str) -> "Portal":
        """Open a page and wait until it has what it asked for."""
        self.page.goto(path)
        self.page.get_by_role("main").get_by_role("heading").first.wait_for()
        return self.settle()

    def settle(self) -> "Portal":
        """Until nothing is being loaded any more."""
        self.page.wait_for_load_state("networkidle")
        self.page.wait_for_function(_IS_SETTLED)
        return self

    def check(self, name: str) -> None:
        """Nobody is shut out, nothing sticks out, and there is a picture of it."""
        self.settle().shoot(name)
        wider = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wider <= 0, f"{name} is wider than the window by {wider} px"
        self.page.evaluate(_axe())
        found = self.page.evaluate(_RUN, _RULES)
        assert found == [], f"{name} {self.look}: {found}"

    def shoot(self, name: str) -> None:
        """Keep a picture."""
        self._pictures.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=self._pictures / f"{name}-{self.look}.png", full_page=True)

    def save(self, button: str) -> tuple[str, bytes]:
        """Press a button that saves a file: its name and content."""
        with self.page.expect_download() as waiting:
            self.page.get_by_role("button", name=button).first.click()
        return waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes()

    def _heard(self, message: Any) -> None:
        # a refusal that the page explains is logged by the browser too
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.troubles.append(message.text)


@cache
def _axe() -> str:
    return _AXE.read_text()


_IS_SETTLED = """() => document.querySelector("main h1, main h2, main h3, main [role=alert]")
  && !document.querySelector("main .mantine-Skeleton-root, main [data-loading]")"""
_SIGN_IN = """async (user) => (await fetch("/api/identity/v1/auth/login", {
  method: "POST", headers: {"Content-Type": "application/json", "X-Portal": "1"}, body: JSON.stringify(user),
})).status"""
_RUN = """async (rules) => (await axe.run(document, {runOnly: {type: "tag", values: rules}})).violations
  .map((found) => [found.id, found.nodes.length, found.nodes[0].html.slice(0, 200)])"""
