"""Settling accounts between what happened and what was told of it: nothing lost, nothing twice."""

from collections import Counter
from collections.abc import Collection, Mapping

from stack.letters import Mailbox
from stack.topics import Record, Tap
from stack.waiting import eventually

Letters = Counter[tuple[str, str]]
"""How many letters because of which event (its id) to which address."""


def assert_told_once(
    tap: Tap,
    letters: Mailbox,
    addresses: Collection[str],
    companies: Mapping[str, str],
    *,
    seconds: float = 20,
    letters_may_repeat: bool = False,
) -> list[Record]:
    """Wait until the letters of every event that stands in Kafka about these addresses and these contracts (with the
    company's address) were sent, and assert that each came once; if they may repeat, then under the same Message-ID.

    The addresses must have been unknown before the tap was opened. Returns the events, each once, in their order.
    """

    told: list[Record] = []
    sent: list[Record] = []

    def is_settled() -> bool:
        events = distinct(tap)
        told[:] = _about(events, addresses, companies)
        causes = {record.headers["ce_id"] for record in told}
        sent[:] = [record for record in events if _is_sent(record) and record.body["source_event_id"] in causes]
        return _done(sent) >= _owed(told)

    eventually(is_settled, what="the letters of every event are sent", seconds=seconds)
    assert _done(sent) == _owed(told)
    for address in {*addresses, *companies.values()}:
        due = sorted(record.body["message_id"].strip("<>") for record in sent if record.body["email"] == address)
        came = Counter(letter["MessageID"] for letter in letters.letters(address))
        assert sorted(came) == due, f"{came} came, {due} were due"
        assert letters_may_repeat or came.total() == len(due), "a letter came twice"
    return told


def distinct(tap: Tap) -> list[Record]:
    """What came, each event once, in the order of the first time it came: a relay that dies repeats itself."""
    first: dict[str, Record] = {}
    for record in tap.all():
        first.setdefault(record.headers["ce_id"], record)
    return list(first.values())


def _about(events: list[Record], addresses: Collection[str], companies: Collection[str]) -> list[Record]:
    causes = [record for record in events if record.topic in {"identity.users.v1", "contracts.bindings.v1"}]
    users = {record.key for record in causes if record.body.get("email") in addresses}
    return [record for record in causes if record.key in users or record.key in companies]


def _is_sent(record: Record) -> bool:
    return record.type == "EmailDelivered"


def _owed(events: list[Record]) -> Letters:
    return Counter((record.headers["ce_id"], address) for record in events for address in _recipients(record))


def _recipients(record: Record) -> list[str]:
    match record.type:
        case "UserRegistered" | "ContractBindRequested":
            return [record.body["email"]]
        case "ContractBound" | "ContractUnbound":
            return [record.body["owner_email"], record.body["email"]]
    return []


def _done(sent: list[Record]) -> Letters:
    return Counter((record.body["source_event_id"], record.body["email"]) for record in sent)
