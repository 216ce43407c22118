"""The static server as a process."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import NamedTuple

import httpx
import pytest
from webserver.__main__ import FOLDER


class Running(NamedTuple):
    process: subprocess.Popen[bytes]
    http: httpx.Client
    ops: str


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def web() -> Iterator[Running]:
    port, ops = free_port(), free_port()
    environment = {**os.environ, "WEB_HTTP_PORT": str(port), "WEB_OPS_PORT": str(ops)}
    process = subprocess.Popen([sys.executable, "-m", "webserver"], env=environment)
    deadline = time.monotonic() + 30
    with httpx.Client(base_url=f"http://127.0.0.1:{port}") as client:
        while True:
            try:
                client.get("/robots.txt")
                break
            except httpx.TransportError:
                assert time.monotonic() < deadline
                time.sleep(0.02)
        yield Running(process, client, f"http://127.0.0.1:{ops}")
    process.send_signal(signal.SIGTERM)
    assert process.wait(10) == 0


@pytest.mark.parametrize(
    "path", ["/", "/confirm-email?token=x", "/reset-password", "/binding", "/api/docs", "/contracts/7"]
)
def test_pages_have_plain_addresses(web: Running, path: str) -> None:
    answer = web.http.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "<!doctype html>" in answer.text


def test_a_copy_that_is_still_good_is_not_sent_again(web: Running) -> None:
    first = web.http.get("/assets/site.css")
    again = web.http.get("/assets/site.css", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert first.headers["cache-control"] == "no-cache"


def test_scripts_are_scripts(web: Running) -> None:
    assert web.http.get("/assets/site.js").headers["content-type"].startswith("text/javascript")
    assert web.http.head("/assets/site.js").content == b""


def test_what_the_build_named_by_its_content_is_kept_for_ever_and_sent_packed(web: Running) -> None:
    script = next((FOLDER / "build").glob("index-*.js"))
    answer = web.http.get(f"/build/{script.name}", headers={"Accept-Encoding": "gzip"})
    assert answer.content == script.read_bytes()
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert "content-encoding" not in web.http.get(f"/build/{script.name}", headers={"Accept-Encoding": "br"}).headers


@pytest.mark.parametrize("path", ["/nothing", "/../webserver/pages.py", "/index.html", "/%2e%2e/pyproject.toml"])
def test_other_paths_do_not_exist(web: Running, path: str) -> None:
    page = web.http.get(path, headers={"Accept": "text/html,*/*"})
    assert (page.status_code, 'id="root"' in page.text) == (404, True)
    problem = web.http.get(path, headers={"Accept": "application/json", "Accept-Language": "en"})
    assert (problem.status_code, problem.json()["code"]) == (404, "not_found")
    assert problem.json()["detail"] == "There is nothing here."


def test_pages_can_only_be_read(web: Running) -> None:
    answer = web.http.post("/confirm-email")
    assert (answer.status_code, answer.json()["code"], answer.headers["allow"]) == (
        405,
        "method_not_allowed",
        "GET, HEAD",
    )


def test_health_is_on_a_port_of_its_own(web: Running) -> None:
    assert [httpx.get(f"{web.ops}{path}").status_code for path in ("/livez", "/readyz", "/metrics")] == [200] * 3
    assert web.http.get("/metrics").status_code == 404


def test_every_file_is_served(web: Running) -> None:
    for file in FOLDER.rglob("*.*"):
        path = "/" + file.relative_to(FOLDER).as_posix().removesuffix(".html").removesuffix("index")
        assert web.http.get(path).content == file.read_bytes()
