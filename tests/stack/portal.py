"""The portal as a person sees it, and the checks that every screen passes."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, ViewportSize

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
        seen = {"color_scheme": self.theme, "reduced_motion": "reduce", "viewport": self.size}
        return {"locale": locale, "accept_downloads": True, **seen}

    @property
    def size(self) -> ViewportSize:
        """Of the window."""
        return {"width": self.width, "height": 900}

    def __str__(self) -> str:
        return f"{self.width}-{self.theme}-{self.lang}"


# Every pair of language, theme and width stands in one of four looks.
LOOKS = (Look(), Look("en", "dark"), Look("ru", "dark", 360), Look("en", "light", 360))


class Portal:
    """One window. `troubles` are errors of scripts and what the browser would not load."""

    def __init__(self, page: Page, look: Look, pictures: Path) -> None:
        self.page, self.look, self._pictures = page, look, pictures
        self.troubles: list[str] = []
        page.on("pageerror", lambda error: self.troubles.append(str(error)))
        page.on("console", self._heard)
        page.add_init_script(_COUNTS_CALLS)

    def sign_in(self, user: dict[str, str]) -> "Portal":
        """Be somebody. By the call that the sign-in page makes: the page itself has its own tests."""
        self.page.goto("/robots.txt")
        status = self.page.evaluate(_SIGN_IN, {"email": user["email"], "password": user["password"]})
        assert status == 200
        return self

    def go(self, path: str) -> "Portal":
        """Open a page and wait until it has what it asked for."""
        self.page.goto(path, wait_until="commit")
        return self.settle()

    def settle(self) -> "Portal":
        """Until the page has a heading, nothing is being loaded, and no answer is awaited."""
        self.page.wait_for_function(_IS_SETTLED)
        return self

    def wear(self, look: Look) -> None:
        """Look at the same page otherwise, by its own switches."""
        if look.width != self.look.width:
            self.page.set_viewport_size(look.size)
        for changed, button in (
            (look.theme != self.look.theme, _THEME_SWITCH),
            (look.lang != self.look.lang, _LANGUAGE_SWITCH),
        ):
            if changed:
                self.page.get_by_role("contentinfo").get_by_role("button", name=button).click()
        self.look = look
        self.page.wait_for_function(_IS_WORN, arg=[look.lang, look.theme])

    def check(self, name: str, looks: tuple[Look, ...] = ()) -> None:
        """Nobody is shut out and nothing sticks out in any of the looks (this one if none is named), nor on the
        narrowest phone; one picture is kept."""
        own = self.look
        self.settle().shoot(name)
        self.page.evaluate(_axe())
        for look in looks or (own,):
            self.wear(look)
            self.settle()
            found = self.page.evaluate(_RUN, _RULES)
            assert found == [], f"{name} {look}: {found}"
            self._fits(name)
        self.wear(Look(own.lang, own.theme, _NARROWEST))
        self._fits(name)
        self.wear(own)

    def _fits(self, name: str) -> None:
        wider = self.page.evaluate(_WIDER)
        assert wider <= 0, f"{name} {self.look} is wider than the window by {wider} px"
        cut = self.page.evaluate(_CUT)
        assert cut == [], f"{name} {self.look}: these buttons show a part of their words: {cut}"

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


_NARROWEST = 320
_CUT = """() => [...document.querySelectorAll(".mantine-Button-label")]
  .filter((label) => label.scrollWidth > label.clientWidth).map((label) => label.textContent)"""
# By how much once a chart has followed the window, for which it has two seconds.
_WIDER = """async () => {
  const wider = () => document.documentElement.scrollWidth - innerWidth;
  const until = performance.now() + 2000;
  while (wider() > 0 && performance.now() < until) await new Promise((done) => setTimeout(done, 50));
  return wider();
}"""
_THEME_SWITCH = re.compile("тема|theme")
_LANGUAGE_SWITCH = re.compile("^(English|Русский)$")
_COUNTS_CALLS = """(() => {
  const { fetch } = window;
  let awaited = 0;
  window.awaitedAnswers = () => awaited;
  window.fetch = (...call) => (awaited++, fetch(...call).finally(() => awaited--));
})()"""
_IS_SETTLED = """() => document.querySelector("main h1, main h2, main h3, main [role=alert]")
  && !document.querySelector("main .mantine-Skeleton-root, main [data-loading]") && !window.awaitedAnswers()"""
_IS_WORN = """([lang, theme]) => document.documentElement.lang === lang
  && document.documentElement.dataset.mantineColorScheme === theme"""
_SIGN_IN = """async (user) => (await fetch("/api/identity/v1/auth/login", {
  method: "POST", headers: {"Content-Type": "application/json", "X-Portal": "1"}, body: JSON.stringify(user),
})).status"""
_RUN = """async (rules) => {
  const found = await axe.run(document, {runOnly: {type: "tag", values: rules}, resultTypes: ["violations"]});
  return found.violations.map((one) => [one.id, one.nodes.length, one.nodes[0].html.slice(0, 200)]);
}"""
