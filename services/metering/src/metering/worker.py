"""The Kafka process: `python -m metering.worker`. Relay, consumer, pruning, imports, windows."""

from functools import partial

from chassis.database import Database
from chassis.idempotency import IdempotencyPruner
from chassis.process import every, run_worker
from events import Backlog, Consumer, KafkaSettings, Pruner, Relay, broker_answers
from events.context import log_context
from events.tracing import current_traceparent, report_spans

from metering.consumers import router
from metering.settings import Settings
from metering.storage.reading_models import idempotency_keys
from metering.usecases.announce_windows import AnnounceLoop
from metering.usecases.run_import import ImportLoop
from metering.usecases.watch_work import watch_work


def main() -> None:
    """Runs until SIGTERM."""
    settings = Settings()
    database = Database(settings)
    kafka = KafkaSettings(**settings.kafka(), client_id="metering")
    tasks = (
        Relay(database.engine, kafka).run,
        Consumer(database.engine, router, kafka).run,
        Pruner(database.engine).run,
        Backlog(database.engine).run,
        IdempotencyPruner(database, idempotency_keys).run,
        ImportLoop(settings).run,
        AnnounceLoop(database).run,
        every(15.0, lambda: _watch(database)),
    )
    run_worker(
        settings,
        "metering",
        tasks,
        database=database,
        checks={"broker": partial(broker_answers, kafka)},
        traceparent=current_traceparent,
        spans=report_spans,
        log_context=log_context,
    )


async def _watch(database: Database) -> None:
    async with database.session() as session:
        await watch_work(session)


if __name__ == "__main__":
    main()
