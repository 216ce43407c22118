"""The Kafka process: `python -m contracts.worker`. Relay, consumer, pruning, expiry of requests."""

from functools import partial

from chassis.database import Database
from chassis.idempotency import IdempotencyPruner
from chassis.process import run_worker
from events import Backlog, Consumer, KafkaSettings, Pruner, Relay, broker_answers
from events.context import log_context
from events.tracing import current_traceparent, report_spans

from contracts.consumers import router
from contracts.settings import Settings
from contracts.storage.models import idempotency_keys
from contracts.usecases.expire_bindings import ExpiryLoop


def main() -> None:
    """Runs until SIGTERM."""
    settings = Settings()
    database = Database(settings)
    kafka = KafkaSettings(**settings.kafka(), client_id="contracts")
    tasks = (
        Relay(database.engine, kafka).run,
        Consumer(database.engine, router, kafka).run,
        Pruner(database.engine).run,
        Backlog(database.engine).run,
        IdempotencyPruner(database, idempotency_keys).run,
        ExpiryLoop(database, settings.request_retention).run,
    )
    run_worker(
        settings,
        "contracts",
        tasks,
        database=database,
        checks={"broker": partial(broker_answers, kafka)},
        traceparent=current_traceparent,
        spans=report_spans,
        log_context=log_context,
    )


if __name__ == "__main__":
    main()
