"""The Kafka process: `python -m metering.worker`. Relay, consumer, pruning, imports, windows."""

from chassis.database import Database
from chassis.idempotency import IdempotencyPruner
from chassis.process import run_worker
from events import Backlog, Consumer, KafkaSettings, Pruner, Relay
from events.context import log_context
from events.tracing import current_traceparent

from metering.consumers import router
from metering.settings import Settings
from metering.storage.reading_models import idempotency_keys
from metering.usecases.announce_windows import AnnounceLoop
from metering.usecases.run_import import ImportLoop


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
    )
    run_worker(settings, "metering", tasks, database=database, traceparent=current_traceparent, log_context=log_context)


if __name__ == "__main__":
    main()
