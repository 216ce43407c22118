"""CloudEvents binary mode: what is written, and what is forgiven when it is read."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from events.codec import Record, UndecodableError, UnknownTypeError, decode, encode, header_text
from events.context import caused_by, current_cause, log_context
from events.incoming import Handled, Refused, key_of, read
from events.parking import _pack, _unpack
from events.router import Router
from events.schemas.identity import EmailConfirmed, PasswordChanged
from events.tracing import child_traceparent, current_traceparent, new_traceparent

USER = UUID("01939a4e-0000-7000-8000-000000000001")
TOPIC = "identity.users.v1"


def record(**headers: str | None) -> Record:
    event = EmailConfirmed(user_id=USER, email="info@test.ru")
    encoded = encode(event)
    merged = {name: value for name, value in (encoded.headers | headers).items() if value is not None}
    pairs = [(name, value.encode()) for name, value in merged.items()]
    return Record(TOPIC, 3, 14, str(USER).encode(), encoded.value, pairs, timestamp=1_700_000_000_000)


def test_the_envelope_travels_in_headers_only() -> None:
    event = EmailConfirmed(user_id=USER, email="info@test.ru")
    encoded = encode(event)
    assert encoded.value == b'{"user_id":"01939a4e-0000-7000-8000-000000000001","email":"info@test.ru"}'
    assert (encoded.topic, encoded.key) == (TOPIC, str(USER))
    assert encoded.headers | {"ce_time": "", "traceparent": ""} == {
        "ce_specversion": "1.0",
        "ce_id": str(event.id),
        "ce_type": "EmailConfirmed",
        "ce_source": "cabinet/identity",
        "ce_time": "",
        "ce_subject": str(USER),
        "ce_dataversion": "1",
        "content-type": "application/json",
        "traceparent": "",
    }
    assert encoded.headers["ce_time"].endswith("Z")


def test_what_was_written_is_what_is_read() -> None:
    event = decode(record())
    assert event == EmailConfirmed.model_construct(
        user_id=USER,
        email="info@test.ru",
        **{name: getattr(event, name) for name in ("id", "occurred_at", "traceparent")},
        correlation_id=None,
        causation_id=None,
        sequence=None,
    )


def test_an_absent_version_means_one_and_unknown_headers_mean_nothing() -> None:
    event = decode(record(ce_dataversion=None, colour="red", ce_specversion=None))
    assert isinstance(event, EmailConfirmed)


def test_an_absent_time_is_the_brokers() -> None:
    assert decode(record(ce_time=None)).occurred_at == datetime.fromtimestamp(1_700_000_000, UTC)


def test_an_id_that_is_no_uuid_is_kept_apart_by_its_source() -> None:
    one, same, other = (
        decode(record(ce_id="charge-17", ce_source=source)).id for source in ("billing", "billing", "registry")
    )
    assert one == same != other


@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        ({"ce_id": None}, "ce_id is missing"),
        ({"ce_id": ""}, "ce_id is missing"),
        ({"ce_type": None}, "ce_type is missing"),
        ({"ce_dataversion": "two"}, "ce_dataversion is not a number"),
        ({"ce_time": "yesterday"}, "Input should be a valid datetime"),
    ],
)
def test_a_broken_envelope_is_undecodable(headers: dict[str, str | None], reason: str) -> None:
    with pytest.raises(UndecodableError, match=reason):
        decode(record(**headers))


def test_a_reason_does_not_repeat_the_values() -> None:
    secret = record()._replace(value=b'{"user_id": "ivanova@test.ru", "email": 1}')
    with pytest.raises(UndecodableError) as caught:
        decode(secret)
    assert "user_id" in str(caught.value)
    assert "ivanova" not in str(caught.value)


def test_no_body_smuggles_an_envelope() -> None:
    smuggled = record()._replace(value=b'{"user_id":"%s","email":"a","id":"%s"}' % ((str(USER).encode(),) * 2))
    with pytest.raises(UndecodableError, match="envelope"):
        decode(smuggled)


def test_an_unknown_type_or_version_is_told_apart_from_rubbish() -> None:
    for headers in ({"ce_type": "UserTeleported"}, {"ce_dataversion": "2"}):
        with pytest.raises(UnknownTypeError):
            decode(record(**headers))


def test_the_supplier_may_not_send_what_we_do_not_know() -> None:
    headers = [("ce_id", b"1"), ("ce_type", b"ContractPublished")]
    body = b'{"number": "78078078078000", "revision": 1, "party": {"kind": "company", "name": "x", "inn": "1"}%s}'
    good = Record("supplier.registry.v1", 0, 0, b"78078078078000", body % b"", headers)
    assert decode(good).key == "78078078078000"
    with pytest.raises(UndecodableError, match="colour"):
        decode(good._replace(value=body % b', "colour": "red"'))


def test_what_is_published_while_an_event_is_handled_points_back_at_it() -> None:
    cause = decode(record(ce_correlationid=str(uuid4())))
    assert log_context() == {}
    with caused_by(cause):
        assert log_context() == {"event_id": str(cause.id)}
        headers = encode(PasswordChanged(user_id=USER, email="a@test.ru", how="change")).headers
    assert headers["ce_causationid"] == str(cause.id)
    assert headers["ce_correlationid"] == str(cause.correlation_id)
    assert headers["traceparent"].split("-")[1] == (cause.traceparent or "").split("-")[1]
    assert current_cause.get() is None
    assert current_traceparent.get() is None


def test_a_malformed_trace_starts_a_new_one() -> None:
    parent = new_traceparent()
    assert child_traceparent(parent).split("-")[1] == parent.split("-")[1]
    for malformed in (None, "", "00-xyz", f"00-{'0' * 32}-{'1' * 16}-01", parent + "-x"):
        assert child_traceparent(malformed).split("-")[1] not in (malformed or "?")


def test_a_key_is_indexable_text_whatever_its_bytes() -> None:
    assert key_of(record()) == str(USER)
    assert key_of(record()._replace(key=None)) == "3:14"
    hostile = key_of(record()._replace(key=b"\x00\xff" * 10_000))
    assert len(hostile) < 300
    assert "\x00" not in hostile


def test_headers_survive_parking_byte_by_byte() -> None:
    headers = [("a", b"\x00\xff"), ("b", None), ("a", "я".encode())]
    assert _unpack(_pack(headers)) == headers
    assert header_text(dict(headers[:1]), "a") == "\x00\ufffd"


def test_what_nobody_handles_is_skipped_on_our_topics_and_kept_on_the_suppliers() -> None:
    router = Router("test")
    assert read(record(), router) is None
    headers = [("ce_id", b"1"), ("ce_type", b"Rubbish")]
    assert isinstance(read(Record("supplier.registry.v1", 0, 0, b"k", b"{}", headers), router), Refused)

    @router.on(EmailConfirmed)
    async def handle(session: object, event: EmailConfirmed) -> None: ...

    assert isinstance(read(record(), router), Handled)
