"""Logs with their ids and nothing personal, traces, metrics by template, the OpenAPI document."""

import json
import logging
from typing import Any

import httpx
import pytest
import structlog
from chassis import logs, metrics
from chassis.database import Database
from chassis.logs import FewOfALogger
from fastapi import FastAPI
from prometheus_client import REGISTRY, CollectorRegistry
from pydantic import TypeAdapter, ValidationError

from .conftest import make_settings

PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


@pytest.fixture
def configured(capsys: pytest.CaptureFixture[str]) -> Any:
    """Called, makes the test log as a process does and gives what reads the lines printed so far."""
    before = structlog.get_config()
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level

    def read() -> list[dict[str, Any]]:
        return [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    def configure(**options: Any) -> Any:
        logs.configure(service="example", process="api", **options)
        structlog.configure(**structlog.get_config() | {"cache_logger_on_first_use": False})  # other tests log too
        return read

    yield configure
    structlog.configure(**before)
    root.handlers[:] = handlers
    root.setLevel(level)


async def test_one_line_per_request_by_template_without_query(client: httpx.AsyncClient, configured: Any) -> None:
    read = configured()
    url = "/api/example/v1/nested/5?email=ivanova@example.ru&token=abc"
    answer = await client.get(url, headers={"traceparent": PARENT, "X-Request-Id": "req-1"})
    (line,) = read()
    assert line.pop("ts").endswith("Z")
    assert line.pop("ms") >= 0
    assert line == {
        "event": "request",
        "level": "info",
        "service": "example",
        "process": "api",
        "method": "GET",
        "route": "/api/example/v1/nested/{number}",
        "status": 200,
        "request_id": "req-1",
        "trace_id": "0af7651916cd43dd8448eb211c80319c",
    }
    assert answer.headers["x-request-id"] == "req-1"


async def test_answer_and_log_share_the_trace(client: httpx.AsyncClient, configured: Any) -> None:
    read = configured()
    answer = await client.get("/api/example/v1/boom", headers={"traceparent": PARENT})
    assert answer.json()["trace_id"] == "0af7651916cd43dd8448eb211c80319c"
    failed, request = read()
    assert failed["event"] == "request_failed"
    assert "Traceback" in failed["exception"]
    assert {failed["trace_id"], request["trace_id"]} == {answer.json()["trace_id"]}
    assert "ivanova" not in failed["exception"]


@pytest.mark.parametrize(
    "header", ["", "garbage", f"00-{'0' * 32}-b7ad6b7169203331-01", PARENT.upper(), f"ff{PARENT[2:]}"]
)
async def test_bad_traceparent_starts_a_trace(client: httpx.AsyncClient, header: str) -> None:
    trace_id = (await client.get("/nothing", headers={"traceparent": header})).json()["trace_id"]
    assert len(trace_id) == 32
    assert trace_id not in header.lower()


async def test_strange_request_id_is_replaced(client: httpx.AsyncClient) -> None:
    answer = await client.get("/nothing", headers={"X-Request-Id": "a b\tc"})
    assert len(answer.headers["x-request-id"]) == 36


def test_nothing_personal_in_a_line(configured: Any) -> None:
    read = configured()
    structlog.contextvars.bind_contextvars(event_id="e-1")
    log = structlog.get_logger()
    jwt = "eyJhbGciOiJFUzI1NiJ9." + "x" * 70
    log.info(
        "a", email="ivanova@example.ru", phone="+78123036969", given_name="Анна", access_token=jwt, query_string="q"
    )
    log.info("wrote to ivanova@example.ru, called +78123036969", detail=jwt, values={"mail": "a@b.ru"})
    logging.getLogger("library").warning("refused %s", "ivanova@example.ru")
    structlog.contextvars.clear_contextvars()
    lines = read()
    assert {line["event_id"] for line in lines} == {"e-1"}
    assert [lines[0][key] for key in ("email", "phone", "given_name", "access_token", "query_string")] == ["***"] * 5
    assert lines[1]["event"] == "wrote to ***@***, called +***"
    assert lines[2]["logger"] == "library"
    for secret in ("ivanova", "8123036969", "x" * 70, "a@b.ru", "Анна"):
        assert secret not in json.dumps(lines, ensure_ascii=False)


def test_context_of_the_work_in_hand_stands_in_every_line(configured: Any) -> None:
    read = configured(context=lambda: {"event_id": "e-2"})
    structlog.get_logger().info("ours")
    logging.getLogger("library").info("theirs")
    assert [line["event_id"] for line in read()] == ["e-2", "e-2"]


def test_input_of_a_validation_error_is_not_in_a_traceback() -> None:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(int).validate_python("Иванова")
    assert "Иванова" not in logs.masked(str(caught.value))


async def test_values_of_a_row_or_an_answer_are_not_in_the_log(
    db_client: httpx.AsyncClient, stored: FastAPI, configured: Any
) -> None:
    read = configured()

    @stored.get("/bad-answer")
    async def bad_answer() -> dict[str, int]:
        return {"name": "Иванова"}  # type: ignore[dict-item]

    assert (await db_client.get("/bad-answer")).status_code == 500
    for _ in range(2):
        answer = await db_client.post("/api/example/v1/notes", json={"text": "Петрова"})
    assert answer.status_code == 500
    lines = read()
    assert [line["event"] for line in lines] == ["request_failed", "request", "request", "request_failed", "request"]
    for name in ("Иванова", "Петрова"):
        assert name not in json.dumps(lines, ensure_ascii=False)


def sample(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0


async def test_requests_are_counted_by_template_and_class(client: httpx.AsyncClient) -> None:
    route = {"method": "GET", "route": "/api/example/v1/nested/{number}"}
    before = (
        sample("http_requests_total", **route, status="4xx"),
        sample("http_request_duration_seconds_count", **route),
    )
    for number in ("a", "b", "c"):
        await client.get(f"/api/example/v1/nested/{number}")
    after = sample("http_requests_total", **route, status="4xx"), sample("http_request_duration_seconds_count", **route)
    assert (after[0] - before[0], after[1] - before[1]) == (3, 3)
    assert sample("http_requests_in_flight") == 0


async def test_paths_and_methods_of_strangers_make_no_labels(client: httpx.AsyncClient) -> None:
    await client.request("BREW", "/wp-admin/setup.php")
    assert sample("http_requests_total", method="other", route="unmatched", status="4xx") >= 1
    assert b"wp-admin" not in metrics.render()


async def test_pool_is_measured(database_url: str) -> None:
    database = Database(make_settings(database_url))
    registry = CollectorRegistry()
    registry.register(metrics.PoolCollector(database))
    async with database.session() as session:
        await session.connection()
        assert registry.get_sample_value("db_pool_connections", {"state": "in_use"}) == 1
    assert registry.get_sample_value("db_pool_connections", {"state": "idle"}) == 1
    await database.dispose()


async def test_openapi_tells_problems_and_ways_to_sign_in(client: httpx.AsyncClient) -> None:
    document = (await client.get("/api/example/v1/openapi.json")).json()
    answers = document["paths"]["/api/example/v1/notes"]["post"]["responses"]
    assert set(answers) == {"201", "4XX", "5XX"}
    assert document["paths"]["/api/example/v1/notes"]["post"]["operationId"] == "conftest_add_note"
    assert answers["4XX"]["content"]["application/problem+json"]["schema"]["$ref"] == "#/components/schemas/Problem"
    assert "Problem" in document["components"]["schemas"]
    assert set(document["components"]["securitySchemes"]) == {"session", "bearer"}


def test_a_chatty_library_is_cut_short_and_says_how_much_was_left_out() -> None:
    few = FewOfALogger("aiokafka", lines=2, seconds=10)

    def said(name: str, at: float) -> str | None:
        record = logging.LogRecord(name, logging.WARNING, __file__, 1, "no %s", ("broker",), None)
        record.created = at
        return record.getMessage() if few.filter(record) else None

    assert [said("aiokafka.conn", at) for at in (100.0, 100.1, 100.2, 100.3)] == ["no broker", "no broker", None, None]
    assert said("identity", 100.4) == "no broker"
    assert said("aiokafka.conn", 110.5) == "no broker (2 lines left out)"
