"""A record as the consumer sees it: the event and its handler, or the reason why it can not be handled."""

import hashlib
from typing import Final, NamedTuple

from events.codec import Record, UndecodableError, UnknownTypeError, decode, header_text
from events.envelope import Event
from events.metrics import UNDECODABLE, UNKNOWN
from events.router import Router, Subscription
from events.topics import CATALOGUE

_LONGEST_KEY: Final = 200


class Handled(NamedTuple):
    """A record with an event and a handler for it."""

    record: Record
    key: str
    event: Event
    subscription: Subscription


class Refused(NamedTuple):
    """A record that parks at once."""

    record: Record
    key: str
    reason: str


Incoming = Handled | Refused


def read(record: Record, router: Router) -> Incoming | None:
    """What to do with a record; None when it is none of this consumer's business.

    A type that nobody here handles is skipped on our own topics; on the supplier's it is refused, for no message of
    theirs may be lost.
    """
    external = CATALOGUE.topics[record.topic].external
    try:
        event = decode(record)
    except UndecodableError as error:
        UNDECODABLE.labels(record.topic).inc()
        return Refused(record, key_of(record), f"undecodable: {error}")
    except UnknownTypeError as error:
        UNKNOWN.labels(record.topic).inc()
        return Refused(record, key_of(record), str(error)) if external else None
    subscription = router.subscriptions.get(type(event))
    if subscription is not None:
        return Handled(record, key_of(record), event, subscription)
    return Refused(record, key_of(record), f"no handler for {event.type_name()}") if external else None


def key_of(record: Record) -> str:
    """The key whose order is kept, as text that a database can index. A record without a key stands alone."""
    if not record.key:
        return f"{record.partition}:{record.offset}"
    text = printable(record.key.decode(errors="backslashreplace"))
    if len(text) <= _LONGEST_KEY:
        return text
    return f"{text[:100]}…{hashlib.sha256(record.key).hexdigest()}"


def type_of(record: Record) -> str | None:
    """The type that the record claims to be."""
    claimed = header_text(dict(record.headers), "ce_type")
    return printable(claimed)[:_LONGEST_KEY] if claimed else None


def printable(text: str) -> str:
    """Without NUL, which PostgreSQL does not store."""
    return text.replace("\x00", "\\x00")
