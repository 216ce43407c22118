"""The portal as it was built: what is sent first is small, its client is the services' own, its screens are served."""

import gzip
import re
import subprocess
from pathlib import Path

import pytest
from notifier.domain.letters import preferable_letters
from webserver.__main__ import FOLDER
from webserver.pages import Pages

WEB = Path(__file__).parents[1]
FIRST_LOAD_LIMIT = 300 * 1024


def scripts_of_first_load() -> set[Path]:
    """What index.html asks for, and what those import before anything is shown."""
    found: set[Path] = set()
    asked = [
        FOLDER / path for path in re.findall(r'(?:src|href)="/(build/[^"]+\.js)"', (FOLDER / "index.html").read_text())
    ]
    while asked:
        script = asked.pop()
        if script not in found:
            found.add(script)
            asked += [script.parent / name for name in re.findall(r'from"\./([^"]+\.js)"', script.read_text())]
    return found


def test_the_first_load_is_small() -> None:
    sizes = {script.name: len(gzip.compress(script.read_bytes())) for script in scripts_of_first_load()}
    assert sizes
    assert sum(sizes.values()) <= FIRST_LOAD_LIMIT, sizes


def test_pages_come_when_they_are_opened() -> None:
    first = {script.name for script in scripts_of_first_load()}
    for page in ("ReadingsPage", "ProfilePage", "PayPage", "Chart", "GuidePage"):
        assert not [name for name in first if name.startswith(page)]


def test_the_client_is_generated_from_what_the_services_serve(tmp_path: Path) -> None:
    subprocess.run(["sh", str(WEB / "generate-client.sh"), str(tmp_path)], check=True)
    committed = {file.name: file.read_text() for file in (WEB / "src/api/schema").glob("*.d.ts")}
    fresh = {file.name: file.read_text() for file in tmp_path.glob("*.d.ts")}
    assert committed == fresh, "run `npm run api` in web/ and commit the result"


@pytest.fixture(scope="module")
def pages() -> Pages:
    return Pages(FOLDER)


def test_every_screen_of_the_router_is_served(pages: Pages) -> None:
    router = (WEB / "src/app/router.tsx").read_text()
    for path in [*re.findall(r'(?:open|inside)\("(/[\w-]*)"', router), "/contracts/78000000000101/readings"]:
        status, _, body = pages._answer("GET", path, {"accept": "text/html"})
        assert (status, b'id="root"' in body) == (200, True), path


def test_every_letter_that_can_be_chosen_has_a_name_in_both_languages() -> None:
    names = (WEB / "src/pages/profile/kinds.ts").read_text()
    for letter in preferable_letters():
        assert len(re.findall(rf"^    {letter.kind}: ", names, re.MULTILINE)) == 2, letter.kind
