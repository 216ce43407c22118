"""Grafana's dashboards as code: `python deploy/observability/dashboards.py` writes grafana/*.json.

A dashboard is a list of rows, a row is a list of panels, a panel is a title, a unit and its queries. Everything else
that Grafana wants is said once, here.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

OUT = Path(__file__).parent / "grafana"
SERVICES = ("identity", "contracts", "metering", "billing", "notifier")
_WIDTH = 24
_HEIGHT = 8
_SOURCE = {"type": "prometheus", "uid": "prometheus"}


class Panel(NamedTuple):
    """`queries`: what is drawn, by its legend; `kind`: timeseries or stat."""

    title: str
    unit: str
    queries: dict[str, str]
    kind: str = "timeseries"
    note: str = ""


Row = Sequence[Panel]


def every(unit: str, title: str, legend: str, query: str, note: str = "") -> Panel:
    """One query that draws a line for each of its labels."""
    return Panel(title, unit, {legend: query}, note=note)


def stat(title: str, query: str, unit: str = "short", note: str = "") -> Panel:
    """One number."""
    return Panel(title, unit, {title: query}, "stat", note)


def requests(where: str, by: str) -> Row:
    """How the door does: how many, how fast, how badly."""
    legend = f"{{{{{by}}}}}"
    seconds = f"sum by ({by}, le) (rate(http_request_duration_seconds_bucket{where}[5m]))"
    bad = where.replace("}", ', status="5xx"}') if where else '{status="5xx"}'
    return (
        every("reqps", "Запросы", legend, f"sum by ({by}) (rate(http_requests_total{where}[5m]))"),
        every("s", "Ответ, p99", legend, f"histogram_quantile(0.99, {seconds})"),
        every("reqps", "Ответы 5xx", legend, f"sum by ({by}) (rate(http_requests_total{bad}[5m]))"),
    )


def pools(where: str) -> Row:
    """What a process uses."""
    legend = "{{service}} {{process}}"
    return (
        every("short", "Соединения с базой", f"{legend} {{{{state}}}}",
              f"sum by (service, process, state) (db_pool_connections{where})"),
        every("bytes", "Память", legend, f"sum by (service, process) (process_resident_memory_bytes{where})"),
        every("percentunit", "Процессор", legend,
              f"sum by (service, process) (rate(process_cpu_seconds_total{where}[5m]))"),
    )  # fmt: skip


def outbox(where: str) -> Row:
    """Events on their way out."""
    return (
        every("short", "Ждут отправки", "{{service}}", f"max by (service) (events_outbox_depth{where})"),
        every("s", "Возраст старшего", "{{service}}", f"max by (service) (events_outbox_oldest_age_seconds{where})"),
        every("ops", "Отправлено", "{{topic}}", f"sum by (topic) (rate(events_relay_published_total{where}[5m]))"),
    )


def consumption(where: str) -> Row:
    """Events on their way in."""
    return (
        every("short", "Отставание", "{{group}} {{topic}}", f"sum by (group, topic) (events_consumer_lag{where})"),
        every("ops", "Прочитано", "{{topic}} {{outcome}}",
              f"sum by (topic, outcome) (rate(events_consumed_total{where}[5m]))"),
        every("s", "Обработчик, p99", "{{type}}",
              f"histogram_quantile(0.99, sum by (type, le) (rate(events_handler_seconds_bucket{where}[5m])))"),
    )  # fmt: skip


def parked(where: str) -> Row:
    """What needs a person."""
    errors = f"sum by (service, kind) (rate(events_relay_errors_total{where}[5m]))"
    return (
        every("short", "Отложенные ключи", "{{consumer}}", f"max by (consumer) (events_parked_keys{where})"),
        every("short", "Не могут быть отправлены", "{{service}}", f"max by (service) (events_outbox_parked{where})"),
        Panel("Сбои", "ops", {
            "отправка {{service}} {{kind}}": errors,
            "приём {{service}} {{kind}}": errors.replace("relay", "consumer"),
            "повторы {{topic}}": f"sum by (topic) (rate(events_handler_retries_total{where}[5m]))",
        }),
    )  # fmt: skip


def mail() -> Sequence[Row]:
    """Letters."""
    failed = 'sum(rate(notifier_letters_total{state="failed"}[15m]))'
    return (
        (
            stat("Писем ждёт", "max(notifier_queue_depth)"),
            stat("Старшее ждёт", "max(notifier_queue_oldest_seconds)", "s"),
            stat("Почтовый сервер молчит", "max(notifier_smtp_server_down)"),
            stat("Не доставлено", f"{failed} / sum(rate(notifier_letters_total[15m]))", "percentunit"),
        ),
        (
            every("ops", "Письма", "{{kind}} {{state}}", "sum by (kind, state) (rate(notifier_letters_total[5m]))"),
            every("ops", "Повторы", "{{kind}}", "sum by (kind) (rate(notifier_letter_retries_total[5m]))"),
            every("s", "Разговор с сервером, p99", "{{outcome}}",
                  "histogram_quantile(0.99, sum by (outcome, le) (rate(notifier_smtp_seconds_bucket[5m])))"),
        ),
        (
            stat("Сообщений вебхукам ждёт", "max(notifier_webhooks_due)"),
            stat("Старшее могло уйти", "max(notifier_webhooks_oldest_seconds)", "s"),
        ),
    )  # fmt: skip


def month_end() -> Sequence[Row]:
    """The day on which the supplier's billing tells a month."""
    feed = '{topic="supplier.billing.v1"}'
    batch = '{service="billing", route=~"/api/billing/v1/integration/.*"}'
    return (
        (
            stat("С последнего начисления", "time() - max(billing_newest_charge_timestamp_seconds)", "s"),
            stat("Осталось прочитать", f"sum(events_consumer_lag{feed})"),
            stat("Отложено", 'max(events_parked_keys{consumer="billing"})'),
            stat("Баланс не сходится", "max(billing_ledger_mismatches)"),
        ),
        (
            every("ops", "Из Kafka", "{{outcome}}", f"sum by (outcome) (rate(events_consumed_total{feed}[5m]))"),
            every("reqps", "По HTTP", "{{route}} {{status}}",
                  f"sum by (route, status) (rate(http_requests_total{batch}[5m]))"),
            every("short", "Дочитаем через, с", "осталось",
                  f"sum(events_consumer_lag{feed}) / sum(rate(events_consumed_total{feed}[5m]))"),
        ),
        (
            every("short", "Выгрузки ждут", "{{state}}", "max by (state) (billing_exports_waiting)"),
            every("short", "Загрузки показаний ждут", "файлов", "max(metering_imports_waiting)"),
            every("s", "Старшая загрузка", "ждёт", "max(metering_imports_oldest_seconds)"),
        ),
    )  # fmt: skip


def overview() -> Sequence[Row]:
    """Whether all is well, on one screen."""
    login = '{service="identity", route="/api/identity/v1/auth/login"}'
    return (
        (
            stat("Процессов не отвечает", 'count(up{service!=""} == 0) or vector(0)'),
            stat("Не готовы", "count(process_ready_check == 0) or vector(0)"),
            stat("Отложенные ключи", "sum(max by (consumer) (events_parked_keys)) or vector(0)"),
            stat("Писем ждёт", "max(notifier_queue_depth)"),
            stat("С последнего начисления", "time() - max(billing_newest_charge_timestamp_seconds)", "s"),
            stat("Баланс не сходится", "max(billing_ledger_mismatches)"),
        ),
        requests("", "service"),
        outbox(""),
        (
            every("short", "Отставание", "{{group}} {{topic}}", "sum by (group, topic) (events_consumer_lag)"),
            every("reqps", "Входы", "{{status}}", f"sum by (status) (rate(http_requests_total{login}[5m]))"),
            every("short", "Выполняется запросов", "{{service}}", "sum by (service) (http_requests_in_flight)"),
        ),
        pools(""),
    )


def service(name: str) -> Sequence[Row]:
    """Everything of one service."""
    where = f'{{service="{name}"}}'
    return (requests(where, "route"), outbox(where), parked(where), pools(where), consumption(where))


def dashboards() -> dict[str, dict[str, Any]]:
    """Every dashboard by the name of its file."""
    made = {
        "overview": _dashboard("overview", "Обзор", overview()),
        "events": _dashboard("events", "Kafka и исходящие", (outbox(""), consumption(""), parked(""))),
        "mail": _dashboard("mail", "Почта", mail()),
        "month-end": _dashboard("month-end", "Закрытие месяца", month_end()),
    }
    return made | {name: _dashboard(name, f"Сервис {name}", service(name)) for name in SERVICES}


def _dashboard(uid: str, title: str, rows: Sequence[Row]) -> dict[str, Any]:
    panels = [
        _panel(panel, place) for panel, place in zip([p for row in rows for p in row], _places(rows), strict=True)
    ]
    return {
        "uid": f"cabinet-{uid}",
        "title": title,
        "tags": ["cabinet"],
        "schemaVersion": 41,
        "editable": False,
        "refresh": "30s",
        "time": {"from": "now-6h", "to": "now"},
        "timezone": "Europe/Moscow",
        "links": [{"type": "dashboards", "tags": ["cabinet"], "title": "Кабинет", "asDropdown": True}],
        "panels": [{"id": number, **panel} for number, panel in enumerate(panels, 1)],
    }


def _places(rows: Sequence[Row]) -> list[dict[str, int]]:
    places: list[dict[str, int]] = []
    top = 0
    for row in rows:
        height = 4 if row[0].kind == "stat" else _HEIGHT
        width = _WIDTH // len(row)
        places += [{"x": width * index, "y": top, "w": width, "h": height} for index in range(len(row))]
        top += height
    return places


def _panel(panel: Panel, place: dict[str, int]) -> dict[str, Any]:
    return {
        "type": panel.kind,
        "title": panel.title,
        "description": panel.note,
        "datasource": _SOURCE,
        "gridPos": place,
        "fieldConfig": {"defaults": {"unit": panel.unit, "min": 0}, "overrides": []},
        "targets": [
            {"refId": chr(ord("A") + index), "datasource": _SOURCE, "expr": query, "legendFormat": legend}
            for index, (legend, query) in enumerate(panel.queries.items())
        ],
    }


def main() -> None:
    """Write the files."""
    OUT.mkdir(exist_ok=True)
    for name, dashboard in dashboards().items():
        text = json.dumps(dashboard, ensure_ascii=False, indent=1) + "\n"
        (OUT / f"{name}.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
