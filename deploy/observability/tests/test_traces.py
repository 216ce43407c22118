"""One customer's request is one trace: gateway, service, outbox, relay, Kafka, consumer, mail server."""

import asyncio
import gzip
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, NamedTuple

import httpx
import pytest
from chassis.migrate import run_migrations
from events import provision_topics
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

ROOT = Path(__file__).parents[3]
EXPECTED = {
    ("identity api", "POST /api/identity/v1/auth/register"),
    ("identity api", "publish UserRegistered"),
    ("identity worker", "relay identity.users.v1"),
    ("notifier worker", "handle UserRegistered"),
    ("notifier worker", "send letter"),
}


class Told(NamedTuple):
    """A span as it was exported."""

    process: str
    name: str
    trace: str
    id: str
    parent: str


class Collector(ThreadingHTTPServer):
    """Takes spans as an OpenTelemetry collector does: OTLP, protobuf over HTTP."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Door)
        self.spans: list[Told] = []
        Thread(target=self.serve_forever, daemon=True).start()

    def trace(self, trace_id: str) -> list[Told]:
        return [span for span in self.spans if span.trace == trace_id]


class _Door(BaseHTTPRequestHandler):
    server: Collector

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        for group in ExportTraceServiceRequest.FromString(body).resource_spans:
            about = {one.key: one.value.string_value for one in group.resource.attributes}
            process = f"{about['service.name']} {about['cabinet.process']}"
            for scope in group.scope_spans:
                self.server.spans += [
                    Told(process, one.name, one.trace_id.hex(), one.span_id.hex(), one.parent_span_id.hex())
                    for one in scope.spans
                ]
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Silence."""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def until(fact: Callable[[], Any], what: str) -> Any:
    deadline = time.monotonic() + 240
    while not (answer := fact()):
        assert time.monotonic() < deadline, what
        time.sleep(0.05)
    return answer


@contextmanager
def running(module: str, *arguments: str, log: Path, **environment: str) -> Iterator[None]:
    with log.open("wb") as out:
        command = [sys.executable, "-m", module, *arguments]
        process = subprocess.Popen(command, env=os.environ | environment, stdout=out, stderr=out)
        try:
            yield
        finally:
            process.terminate()
            process.wait(20)


@pytest.fixture
def world(postgres: Any, kafka: Any, mailbox: Any, tmp_path: Path) -> Iterator[tuple[Collector, httpx.Client]]:
    """Gateway, identity's two processes and the notifier's worker, told where a collector is."""
    collector, port, api = Collector(), free_port(), free_port()
    asyncio.run(provision_topics(kafka.bootstrap))
    common = {"OTEL_BSP_SCHEDULE_DELAY": "100"}
    for service in ("identity", "notifier"):
        url = postgres.create_database(f"traced_{service}")
        run_migrations(url, ROOT / f"services/{service}/migrations")
        own = {
            "DATABASE_URL": url,
            "KAFKA_BOOTSTRAP_SERVERS": kafka.bootstrap,
            "OTLP_ENDPOINT": f"http://127.0.0.1:{collector.server_port}/v1/traces",
            "TRACE_RATIO": "1",
        }
        common |= {f"{service.upper()}_{name}": value for name, value in own.items()}
    common |= {"IDENTITY_HTTP_PORT": str(api), "NOTIFIER_SMTP_URL": mailbox.smtp_url}
    upstreams = dict.fromkeys(("identity", "contracts", "billing", "metering", "notifier", "web"), f"127.0.0.1:{api}")
    gateway = {"GATEWAY_PORT": str(port), "GATEWAY_UPSTREAMS": json.dumps(upstreams)}
    config = tmp_path / "envoy.yaml"
    subprocess.run([sys.executable, "-m", "gateway.render", "--out", str(config)], env=os.environ | gateway, check=True)
    with ExitStack() as stack:
        for module in ("identity.main", "identity.worker", "notifier.worker"):
            stack.enter_context(running(module, log=tmp_path / module, **common))
        stack.enter_context(running("gateway.serve", str(config), log=tmp_path / "gateway"))
        http = stack.enter_context(httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30))
        until(lambda: _is_up(http), "the gateway and identity answer")
        yield collector, http
    collector.shutdown()
    collector.server_close()


def _is_up(http: httpx.Client) -> bool:
    try:
        return http.get("/api/identity/v1/license").status_code == 200
    except httpx.TransportError:
        return False


@pytest.mark.timeout(600)
def test_a_request_is_one_trace_through_kafka_to_the_mail_server(world: tuple[Collector, httpx.Client]) -> None:
    collector, http = world
    body = {"email": "traced@customer.example", "password": "Ромашка-на-лугу-7", "accept_license": True}
    answer = http.post("/api/identity/v1/auth/register", json=body, headers={"X-Portal": "1"})
    assert answer.status_code == 202, answer.text
    trace = answer.headers["x-request-id"].replace("-", "")

    def whole() -> bool:
        return {(span.process, span.name) for span in collector.trace(trace)} >= EXPECTED

    until(whole, "the whole trace is told")
    by_name = {span.name: span for span in collector.trace(trace)}
    request = by_name["POST /api/identity/v1/auth/register"]
    published = by_name["publish UserRegistered"]
    handled = by_name["handle UserRegistered"]
    assert request.parent == trace[16:], "the gateway began it"
    assert published.parent == request.id
    assert by_name["relay identity.users.v1"].parent == published.id
    assert handled.parent == published.id
    assert by_name["send letter"].parent == handled.id
    assert not [span for span in collector.spans if "traced@" in repr(span)]
