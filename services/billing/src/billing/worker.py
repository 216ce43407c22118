"""The Kafka process: `python -m billing.worker`. Relay, consumer, pruning."""

from chassis.database import Database
from chassis.process import run_worker
from events import Backlog, Consumer, KafkaSettings, Pruner, Relay
from events.context import log_context
from events.tracing import current_traceparent

from billing.consumers import router
from billing.settings import Settings


def main() -> None:
    """Runs until SIGTERM."""
    settings = Settings()
    database = Database(settings)
    kafka = KafkaSettings(bootstrap_servers=settings.kafka_bootstrap_servers, client_id="billing")
    tasks = (
        Relay(database.engine, kafka).run,
        Consumer(database.engine, router, kafka).run,
        Pruner(database.engine).run,
        Backlog(database.engine).run,
    )
    run_worker(settings, "billing", tasks, database=database, traceparent=current_traceparent, log_context=log_context)


if __name__ == "__main__":
    main()
