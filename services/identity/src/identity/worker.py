"""The Kafka process of identity: `python -m identity.worker`. Relay, consumer, housekeeping."""

from functools import partial

from chassis.database import Database
from chassis.process import every, run_worker
from chassis.sealing import Sealer
from events import Backlog, Consumer, KafkaSettings, Pruner, Relay, broker_answers
from events.context import log_context
from events.tracing import current_traceparent, report_spans

from identity.consumers import router
from identity.settings import Settings
from identity.usecases.clean_up import expire_unconfirmed_users, prune_leftovers
from identity.usecases.rotate_signing_keys import rotate_signing_keys

_HOUSEKEEPING_SECONDS = 60.0


def main() -> None:
    """Compose and run until told to stop."""
    settings = Settings()
    database = Database(settings)
    kafka = KafkaSettings(**settings.kafka(), client_id="identity")
    tasks = [
        Relay(database.engine, kafka).run,
        Consumer(database.engine, router, kafka).run,
        Pruner(database.engine).run,
        Backlog(database.engine).run,
        every(_HOUSEKEEPING_SECONDS, lambda: keep_house(database, settings)),
    ]
    run_worker(
        settings,
        "identity",
        tasks,
        database=database,
        checks={"broker": partial(broker_answers, kafka)},
        traceparent=current_traceparent,
        spans=report_spans,
        log_context=log_context,
    )


async def keep_house(database: Database, settings: Settings) -> None:
    """What time alone makes due: the next signing key, the end of users who never confirmed, old rows."""
    async with database.session() as session:
        await rotate_signing_keys(session, Sealer(settings.sealing_keys), settings.signing_key_lifetime)
    more = True
    while more:
        async with database.session() as session:
            more = await expire_unconfirmed_users(session, settings)
    async with database.session() as session:
        await prune_leftovers(session, settings)


if __name__ == "__main__":
    main()
