"""The Kafka and mail process: events in, letters out, events about letters out."""

from datetime import timedelta
from functools import partial

from chassis.database import Database
from chassis.process import run_worker
from chassis.sealing import Sealer
from events import Backlog, Consumer, KafkaSettings, Pruner, Relay, broker_answers
from events.context import log_context
from events.tracing import current_traceparent, report_spans

from notifier.clients.poster import Bounds, HttpsPoster
from notifier.clients.smtp import SmtpMailer, SmtpServer
from notifier.consumers import build_router
from notifier.domain.backoff import RetryPolicy
from notifier.domain.hook_policy import HookPolicy
from notifier.domain.news import Manner
from notifier.settings import Settings
from notifier.usecases.compose_letter import Composer
from notifier.usecases.send_hooks import HookLoop, HookPace
from notifier.usecases.send_letters import Pace, SendLoop
from notifier.usecases.sweep_deliveries import Sweeper
from notifier.usecases.watch_queue import QueueWatch

_SETTLING_SECONDS = 20
"""From a try's end until its result is written, at most; then another may take the webhook."""


def send_loop(settings: Settings, database: Database) -> SendLoop:
    """The loop that sends, as the settings have it."""
    mailer = SmtpMailer(
        SmtpServer.parse(settings.smtp_url),
        reply_timeout=settings.smtp_reply_timeout,
        letter_timeout=settings.smtp_letter_timeout,
    )
    policy = RetryPolicy(
        first=timedelta(seconds=settings.retry_first),
        longest=timedelta(seconds=settings.retry_longest),
        give_up_after=timedelta(seconds=settings.give_up_after),
    )
    pace = Pace(
        concurrency=settings.smtp_concurrency,
        lease=timedelta(seconds=settings.lease),
        longest_pause=settings.server_down_longest,
    )
    return SendLoop(database, mailer, Composer(settings), policy, pace)


def hook_loop(settings: Settings, database: Database) -> HookLoop:
    """The loop that sends to webhooks, as the settings have it."""
    bounds = Bounds(
        connect=settings.webhook_connect_timeout,
        total=settings.webhook_timeout,
        loopback=settings.webhooks_to_loopback,
        refused=settings.webhook_forbidden_networks,
        lookups=2 * settings.webhook_concurrency,
    )
    policy = HookPolicy(
        delays=[timedelta(seconds=seconds) for seconds in settings.webhook_retries],
        pause_after=timedelta(seconds=settings.webhook_pause_after),
    )
    lease = timedelta(seconds=settings.webhook_timeout + _SETTLING_SECONDS)
    pace = HookPace(concurrency=settings.webhook_concurrency, lease=lease)
    return HookLoop(database, HttpsPoster(bounds), Sealer(settings.sealing_keys), policy, pace)


def manner(settings: Settings) -> Manner:
    """How holders of contracts are told of news, as the settings have it."""
    return Manner(
        news_for=timedelta(days=settings.news_days),
        quiet=timedelta(seconds=settings.gather_quiet),
        longest=timedelta(seconds=settings.gather_longest),
    )


def main() -> None:
    """Until SIGTERM."""
    settings = Settings()
    database = Database(settings)
    kafka = KafkaSettings(**settings.kafka(), client_id="notifier")
    run_worker(
        settings,
        "notifier",
        [
            Relay(database.engine, kafka).run,
            send_loop(settings, database).run,
            hook_loop(settings, database).run,
            Consumer(database.engine, build_router(manner(settings)), kafka).run,
            Pruner(database.engine).run,
            Backlog(database.engine).run,
            QueueWatch(database).run,
            Sweeper(database, timedelta(days=settings.keep_deliveries_days)).run,
        ],
        database=database,
        checks={"broker": partial(broker_answers, kafka)},
        traceparent=current_traceparent,
        spans=report_spans,
        log_context=log_context,
    )


if __name__ == "__main__":
    main()
