"""What Prometheus reads of the letters."""

from typing import Final

from prometheus_client import Counter, Gauge, Histogram

FINISHED: Final = Counter("notifier_letters_total", "Letters that are final", ["kind", "state"])
RETRIED: Final = Counter("notifier_letter_retries_total", "Tries that did not end a letter", ["kind"])
UNMAKEABLE: Final = Counter("notifier_letters_unmakeable_total", "Letters that can not be composed", ["kind"])
SMTP_SECONDS: Final = Histogram(
    "notifier_smtp_seconds",
    "Time to hand one letter to the mail server, by what came of it",
    ["outcome"],
    buckets=(0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 60),
)
SERVER_DOWN: Final = Gauge("notifier_smtp_server_down", "1 while the mail server can not be talked to")
QUEUE_DEPTH: Final = Gauge("notifier_queue_depth", "Letters that wait or are being sent")
QUEUE_OLDEST: Final = Gauge("notifier_queue_oldest_seconds", "Age of the oldest of them")

HOOKS_FINISHED: Final = Counter(
    "notifier_webhook_deliveries_total", "Messages to customers' systems that are final", ["type", "state"]
)
HOOK_SECONDS: Final = Histogram(
    "notifier_webhook_seconds",
    "Time of one try, by what came of it: a class of statuses or the reason why there was none",
    ["outcome"],
    buckets=(0.03, 0.1, 0.3, 1, 3, 10),
)
HOOKS_DUE: Final = Gauge("notifier_webhooks_due", "Messages that could be sent now and wait")
HOOKS_OLDEST: Final = Gauge("notifier_webhooks_oldest_seconds", "How long the oldest of them has been due")
