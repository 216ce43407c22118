"""The Kafka process: `python -m billing.worker`. Relay, consumer, pruning, and the clock."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from functools import partial
from typing import Final

from chassis.database import AsyncSession, Database
from chassis.idempotency import IdempotencyPruner
from chassis.process import every, run_worker
from events import Backlog, Consumer, KafkaSettings, Pruner, Relay, broker_answers
from events.context import log_context
from events.tracing import current_traceparent, report_spans

from billing.consumers import router
from billing.domain.calendar import moscow_day
from billing.settings import Settings
from billing.storage.models import idempotency_keys
from billing.usecases.check_ledger import check_ledger
from billing.usecases.check_requisites import check_requisites
from billing.usecases.make_exports import make_exports
from billing.usecases.release_items import release_items
from billing.usecases.render_documents import DocumentRenderer
from billing.usecases.watch_due_dates import remind_of_due_dates, watch_arrears
from billing.usecases.watch_work import watch_work

_DAY: Final = 86_400.0
_CLOCK_SECONDS: Final = 60.0


def main() -> None:
    """Runs until SIGTERM."""
    settings = Settings()
    payee = check_requisites(settings)
    database = Database(settings)
    kafka = KafkaSettings(**settings.kafka(), client_id="billing")
    tasks = (
        Relay(database.engine, kafka).run,
        Consumer(database.engine, router, kafka).run,
        Pruner(database.engine).run,
        Backlog(database.engine).run,
        IdempotencyPruner(database, idempotency_keys).run,
        every(1.0, lambda: _once(database, release_items)),
        every(1.0, DocumentRenderer(database, payee).run_once),
        every(1.0, lambda: make_exports(database, payee)),
        every(_CLOCK_SECONDS, lambda: _watch(database, settings.remind_days_before)),
        every(15.0, lambda: _once(database, watch_work)),
        every(_DAY, lambda: _once(database, check_ledger)),
    )
    run_worker(
        settings,
        "billing",
        tasks,
        database=database,
        checks={"broker": partial(broker_answers, kafka)},
        traceparent=current_traceparent,
        spans=report_spans,
        log_context=log_context,
    )


async def _once(database: Database, work: Callable[[AsyncSession], Awaitable[object]]) -> object:
    async with database.session() as session:
        return await work(session)


async def _watch(database: Database, days_before: int) -> None:
    today = moscow_day(datetime.now(UTC))
    while await _once(database, lambda session: watch_arrears(session, today)):
        pass
    while await _once(database, lambda session: remind_of_due_dates(session, today, days_before)):
        pass


if __name__ == "__main__":
    main()
