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
