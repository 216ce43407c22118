"""Real processes: ports, health, metrics, graceful stop, and what a dying task does."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from localrun.ports import free_port
from localrun.testing import RunningPostgres

API = """
import asyncio
from fastapi import APIRouter
from chassis.app import create_app, serve
from chassis.settings import ServiceSettings

router = APIRouter()

@router.get("/slow")
async def slow() -> dict[str, str]:
    await asyncio.sleep(1)
    return {"slow": "but sure"}

settings = ServiceSettings()
serve(create_app(settings, service="example", title="Example", routers=[router]), settings)
"""

WORKER = """
import asyncio, sys
from chassis.database import Database
from chassis.process import run_worker
from chassis.settings import ServiceSettings

mode = sys.argv[1]

def task(name):
    async def run(stop):
        if mode == "stubborn" and name == "consumer":
            await asyncio.sleep(60)
        if mode == "dies" and name == "consumer":
            await asyncio.sleep(0.3)
            raise RuntimeError("broken")
        if mode == "ends" and name == "consumer":
            return
        await stop.wait()
        await asyncio.sleep(0.1)
        print("stopped", name, flush=True)
    return run

async def lagging():
    raise RuntimeError("far behind")

settings = ServiceSettings()
checks = {"consumer": lagging} if mode == "unready" else {}
tasks = [task("relay"), task("consumer"), task("pruner")]
run_worker(settings, "example", tasks, database=Database(settings), checks=checks)
assert "fastapi" not in sys.modules, "a worker has no use for a web framework"
assert "opentelemetry.sdk" not in sys.modules
"""


class Running:
    def __init__(self, process: subprocess.Popen[str], http: int, ops: int) -> None:
        self.process = process
        self.http = f"http://127.0.0.1:{http}"
        self.ops = f"http://127.0.0.1:{ops}"

    def wait_until_live(self) -> None:
        deadline = time.monotonic() + 90
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                httpx.get(f"{self.ops}/livez").raise_for_status()
                return
            except httpx.TransportError:
                time.sleep(0.02)
        raise AssertionError(f"never lived: {self.process.poll()}")

    def end(self, timeout: float = 60) -> tuple[int, str]:
        output, _ = self.process.communicate(timeout=timeout)
        return self.process.returncode, output


@contextmanager
def running(script: str, tmp_path: Path, *arguments: str, **env: str) -> Iterator[Running]:
    file = tmp_path / "process.py"
    file.write_text(script)
    http, ops = free_port(), free_port()
    ports = {"HTTP_PORT": str(http), "OPS_PORT": str(ops)}
    process = subprocess.Popen(
        [sys.executable, str(file), *arguments],
        env={**os.environ, **ports, **env},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield Running(process, http, ops)
    finally:
        process.kill()
        process.communicate()


def test_api_serves_health_and_metrics_on_their_own_port(tmp_path: Path, database_url: str) -> None:
    with running(API, tmp_path, DATABASE_URL=database_url) as api:
        api.wait_until_live()
        assert httpx.get(f"{api.ops}/readyz").json() == {"database": "ok"}
        assert "db_pool_connections" in httpx.get(f"{api.ops}/metrics").text
        assert httpx.get(f"{api.ops}/nothing").status_code == 404
        assert httpx.post(f"{api.ops}/livez").status_code == 405
        assert httpx.head(f"{api.ops}/livez").status_code == 200
        assert httpx.get(f"{api.http}/livez").status_code == 404
        assert httpx.get(f"{api.http}/metrics").status_code == 404


def test_api_is_live_but_not_ready_without_its_database(tmp_path: Path) -> None:
    with running(API, tmp_path, DATABASE_URL="postgresql+asyncpg://127.0.0.1:1/none") as api:
        api.wait_until_live()
        answer = httpx.get(f"{api.ops}/readyz")
        assert (answer.status_code, answer.json()) == (503, {"database": "failed: ConnectionRefusedError"})


def test_api_finishes_what_it_answers_before_it_stops(tmp_path: Path, database_url: str) -> None:
    with running(API, tmp_path, DATABASE_URL=database_url) as api:
        api.wait_until_live()
        asking = subprocess.Popen(
            [sys.executable, "-c", f"import httpx; print(httpx.get('{api.http}/slow').text)"],
            stdout=subprocess.PIPE,
            text=True,
        )
        wait_for_in_flight(api)
        api.process.send_signal(signal.SIGTERM)
        assert "but sure" in asking.communicate(timeout=60)[0]
        code, output = api.end()
        assert code == 0
        for line in output.splitlines():
            json.loads(line)


def wait_for_in_flight(api: Running) -> None:
    deadline = time.monotonic() + 60
    while "http_requests_in_flight 1.0" not in httpx.get(f"{api.ops}/metrics").text:
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_taken_port_is_an_exit_code(tmp_path: Path, database_url: str) -> None:
    with running(API, tmp_path, DATABASE_URL=database_url) as first:
        first.wait_until_live()
        port = first.http.rsplit(":", 1)[1]
        taken = subprocess.run(
            [sys.executable, str(tmp_path / "process.py")],
            env={**os.environ, "DATABASE_URL": database_url, "HTTP_PORT": port},
            capture_output=True,
            text=True,
            timeout=20,
            check=False,
        )
    assert taken.returncode != 0
    assert "address already in use" in taken.stdout
    assert "Traceback" not in taken.stdout + taken.stderr


def test_taken_ops_port_is_one_sentence(tmp_path: Path, database_url: str) -> None:
    with running(WORKER, tmp_path, "well", DATABASE_URL=database_url) as first:
        first.wait_until_live()
        taken = subprocess.run(
            [sys.executable, str(tmp_path / "process.py"), "well"],
            env={**os.environ, "DATABASE_URL": database_url, "OPS_PORT": first.ops.rsplit(":", 1)[1]},
            capture_output=True,
            text=True,
            timeout=20,
            check=False,
        )
    assert taken.returncode == 1
    assert taken.stderr.startswith("health and metrics can not listen on 127.0.0.1:")
    assert len(taken.stderr.splitlines()) == 1


def test_worker_stops_its_tasks_in_reverse_order(tmp_path: Path, database_url: str) -> None:
    with running(WORKER, tmp_path, "well", DATABASE_URL=database_url) as worker:
        worker.wait_until_live()
        assert httpx.get(f"{worker.ops}/readyz").json() == {"database": "ok"}
        worker.process.send_signal(signal.SIGTERM)
        code, output = worker.end()
    assert code == 0, output
    stopped = [line for line in output.splitlines() if line.startswith("stopped")]
    assert stopped == ["stopped pruner", "stopped consumer", "stopped relay"]


@pytest.mark.parametrize(("mode", "said"), [("dies", "broken"), ("ends", "task_ended_by_itself")])
def test_one_task_dies_all_stop_and_the_exit_code_says_so(
    tmp_path: Path, database_url: str, mode: str, said: str
) -> None:
    with running(WORKER, tmp_path, mode, DATABASE_URL=database_url) as worker:
        code, output = worker.end()
    assert code == 1
    assert said in output
    assert output.index("stopped pruner") < output.index("stopped relay")


def test_worker_is_not_ready_while_its_own_check_fails(tmp_path: Path, database_url: str) -> None:
    with running(WORKER, tmp_path, "unready", DATABASE_URL=database_url) as worker:
        worker.wait_until_live()
        answer = httpx.get(f"{worker.ops}/readyz")
        assert answer.status_code == 503
        assert answer.json() == {"consumer": "failed: RuntimeError", "database": "ok"}


def test_second_signal_does_not_wait(tmp_path: Path, database_url: str) -> None:
    with running(WORKER, tmp_path, "stubborn", DATABASE_URL=database_url) as worker:
        worker.wait_until_live()
        worker.process.send_signal(signal.SIGTERM)
        time.sleep(0.3)
        assert worker.process.poll() is None
        worker.process.send_signal(signal.SIGTERM)
        assert worker.end(timeout=3)[0] == 1


def test_ready_again_once_the_database_is_back(tmp_path: Path, database_url: str, postgres: RunningPostgres) -> None:
    with running(WORKER, tmp_path, "well", DATABASE_URL=database_url) as worker:
        worker.wait_until_live()
        assert httpx.get(f"{worker.ops}/readyz").status_code == 200
        postgres.stop()
        assert httpx.get(f"{worker.ops}/readyz").status_code == 503
        postgres.start()
        assert httpx.get(f"{worker.ops}/readyz").status_code == 200


SPANS = """
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
import httpx, os, signal, time
from fastapi import APIRouter
from chassis.app import create_app, serve
from chassis.settings import ServiceSettings

posted = []

class Collector(BaseHTTPRequestHandler):
    def do_POST(self):
        posted.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(200)
        self.end_headers()
    def log_message(self, *args): pass

server = HTTPServer(("127.0.0.1", 0), Collector)
Thread(target=server.serve_forever, daemon=True).start()
settings = ServiceSettings(otlp_endpoint=f"http://127.0.0.1:{server.server_port}/v1/traces", trace_ratio=1)

def ask():
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            answer = httpx.get(f"http://127.0.0.1:{settings.http_port}/nothing")
            break
        except httpx.TransportError:
            time.sleep(0.05)
    sys.stdout.write(f"trace {answer.json()['trace_id']}\\n")
    os.kill(os.getpid(), signal.SIGTERM)

Thread(target=ask).start()
serve(create_app(settings, service="example", title="Example", routers=[APIRouter()]), settings)
sys.stdout.write(f"spans {b''.join(posted).hex()}\\n")
"""


def test_spans_are_exported_where_an_endpoint_is_set_and_share_the_trace_of_the_answer(tmp_path: Path) -> None:
    with running(SPANS, tmp_path) as api:
        code, output = api.end()
    assert code == 0, output
    said = dict(line.split(" ", 1) for line in output.splitlines() if line.startswith(("trace", "spans")))
    assert said["trace"] in said["spans"]
