"""The pages keep their promises: nothing inline, nothing from elsewhere, every text in two languages."""

import re
from pathlib import Path

import pytest
from lxml import html
from lxml.html import HtmlElement

FOLDER = Path(__file__).parents[1] / "pages"
PAGES = sorted(set(FOLDER.rglob("*.html")) - {FOLDER / "api/docs/events.html"})  # generated; libs/events tests it
SCRIPTS = sorted(FOLDER.rglob("*.js"))


def name_of(file: Path) -> str:
    return file.relative_to(FOLDER).as_posix()


def parse(page: Path) -> HtmlElement:
    return html.document_fromstring(page.read_text(encoding="utf-8"))


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_nothing_is_inline(page: Path) -> None:
    root = parse(page)
    assert not root.xpath("//style | //script[not(@src)] | //@style")
    assert not [name for element in root.iter("*") for name in element.attrib if str(name).startswith("on")]


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_everything_comes_from_here_and_is_there(page: Path) -> None:
    for address in parse(page).xpath("//script/@src | //link/@href | //img/@src"):
        assert (FOLDER / str(address).removeprefix("/")).is_file()
    for address in parse(page).xpath("//a/@href"):
        assert str(address).startswith("/")


@pytest.mark.parametrize("script", SCRIPTS, ids=name_of)
def test_scripts_write_no_markup_and_call_the_api_alone(script: Path) -> None:
    text = script.read_text(encoding="utf-8")
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|localStorage|sessionStorage", text
    )
    assert not re.search(r"https?:|//[a-z]+\.", text)
    assert text.count("fetch(") == (1 if script.name == "site.js" else 0)
    for imported in re.findall(r'from "\./(.+)"', text):
        assert (script.parent / imported).is_file()


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_a_page_can_be_read_by_anybody(page: Path) -> None:
    root = parse(page)
    assert root.get("lang") == "ru"
    assert "width=device-width" in root.xpath("//meta[@name='viewport']/@content")[0]
    assert len(root.xpath("//main")) == 1
    ids = [str(one) for one in root.xpath("//@id")]
    assert len(ids) == len(set(ids))
    for field in root.xpath("//input"):
        assert field.xpath("ancestor::label") or root.xpath("//label[@for=$id]", id=field.get("id"))
        assert set((field.get("aria-describedby") or "").split()) <= set(ids)
    for heading in root.xpath("//*[@data-panel]//h1"):
        assert heading.get("tabindex") == "-1"
    if page.stem != "404":
        assert root.xpath("//noscript")
        assert root.xpath("//*[@role='status']")


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_text_is_known_in_english(page: Path) -> None:
    root = parse(page)
    script = FOLDER / str(root.xpath("//script/@src")[0]).removeprefix("/")
    english = script.read_text(encoding="utf-8").split("ru: {")[0] + (FOLDER / "assets/site.js").read_text(
        encoding="utf-8"
    )
    for key in {"title", *map(str, root.xpath("//@data-t"))}:
        assert re.search(rf"\b{key}: \"", english), key


@pytest.mark.parametrize("script", SCRIPTS, ids=name_of)
def test_what_scripts_say_is_known_in_both_languages(script: Path) -> None:
    text = script.read_text(encoding="utf-8")
    shared = (FOLDER / "assets/site.js").read_text(encoding="utf-8")
    for key in re.findall(r"""say\("(\w+)"\)""", text):
        if script.name != "openapi.js":
            assert len(re.findall(rf"\b{key}: \"", text + shared)) >= 2, key
