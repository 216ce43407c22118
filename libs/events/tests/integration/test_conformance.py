"""What holds on every broker: the same tests run on memory and on real Kafka."""

from collections.abc import Awaitable, Callable, Sequence
from uuid import UUID, uuid4

from events import Event, ParkedKeys, RefusedEventsError, Relay, Router, publish
from events.broker import Message
from events.context import current_cause
from events.schemas.identity import EmailConfirmed, PasswordChanged
from events.schemas.supplier import ContractPublished
from events.tracing import current_traceparent
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

Eventually = Callable[..., Awaitable[None]]


def confirmed(user: UUID, number: int = 0) -> EmailConfirmed:
    return EmailConfirmed(user_id=user, email=f"{number}@test.ru")


async def test_events_of_a_key_arrive_in_order_each_once(arena, recorder, eventually: Eventually) -> None:
    users = [uuid4() for _ in range(20)]
    async with arena.running(Relay(arena.engine, arena.broker), await arena.consumer(recorder.router)):
        for number in range(10):
            await arena.publish(*(confirmed(user, number) for user in users))
        await eventually(lambda: arena.scalar("SELECT count(*) = 200 FROM handled"))
    for user in users:
        assert await arena.handled(user) == [f"{number}@test.ru" for number in range(10)]
    assert await arena.scalar("SELECT count(*) FROM outbox") == 0


async def test_what_is_rolled_back_is_never_published(arena, recorder, user, eventually: Eventually) -> None:
    async with arena.running(Relay(arena.engine, arena.broker), await arena.consumer(recorder.router)):
        async with AsyncSession(arena.engine) as session:
            await publish(session, confirmed(user, 1))
            await session.rollback()
        await arena.publish(confirmed(user, 2))
        await eventually(lambda: arena.handled(user))
    assert await arena.handled(user) == ["2@test.ru"]


async def test_a_duplicate_is_handled_once(arena, recorder, user, message_of, eventually: Eventually) -> None:
    first, last = confirmed(user, 1), confirmed(user, 2)
    consumer = await arena.consumer(recorder.router)
    await arena.inject(message_of(first), message_of(first))
    async with arena.running(consumer):
        await eventually(lambda: arena.handled(user))
        await arena.inject(message_of(first), message_of(last))
        await eventually(lambda: arena.scalar("SELECT count(*) = 2 FROM handled"))
    assert await arena.handled(user) == ["1@test.ru", "2@test.ru"]


async def test_what_was_handled_but_not_committed_comes_again_and_is_known(
    arena, recorder, user, message_of, eventually: Eventually
) -> None:
    consumer = await arena.consumer(recorder.router)
    await arena.inject(message_of(confirmed(user, 1)))
    source = arena.broker.source(recorder.router.consumer, recorder.router.topics)
    await source.start()
    while not (records := await source.poll(500, 1)):
        pass
    await consumer._processor.process(await consumer._processor.read(records))
    await source.close()  # the process died between the database's commit and the broker's
    async with arena.running(consumer):
        await arena.inject(message_of(confirmed(user, 2)))
        await eventually(lambda: arena.scalar("SELECT count(*) = 2 FROM handled"))
    assert await arena.handled(user) == ["1@test.ru", "2@test.ru"]


async def test_a_failing_handler_parks_its_key_and_no_other(
    arena, recorder, user, message_of, eventually: Eventually
) -> None:
    recorder.broken = {"1@test.ru"}
    other = uuid4()
    consumer = await arena.consumer(recorder.router)
    numbers = [confirmed(user, 0), confirmed(user, 1), confirmed(user, 2), confirmed(other, 3), confirmed(user, 4)]
    await arena.inject(*map(message_of, numbers))
    async with arena.running(consumer):
        await eventually(lambda: arena.handled(other))
        await eventually(lambda: arena.scalar("SELECT count(*) = 3 FROM parked_records"))
        [parked] = await ParkedKeys(arena.engine).list()
    assert (parked.key, parked.topic, parked.type) == (str(user), "identity.users.v1", "EmailConfirmed")
    assert (parked.reason, parked.behind) == ("ValueError: this one is broken", 2)
    assert await arena.handled(user) == ["0@test.ru"]
    assert [call.email for call in recorder.calls].count("1@test.ru") >= 3


async def test_a_parked_key_is_retried_in_order_and_goes_on(
    arena, recorder, user, message_of, eventually: Eventually
) -> None:
    recorder.broken = {"1@test.ru", "2@test.ru"}
    parked_keys = ParkedKeys(arena.engine)
    consumer = await arena.consumer(recorder.router)
    await arena.inject(*(message_of(confirmed(user, number)) for number in (1, 2, 3)))
    async with arena.running(consumer):
        await eventually(lambda: arena.scalar("SELECT count(*) = 3 FROM parked_records"))
        [parked] = await parked_keys.list()

        recorder.broken = {"2@test.ru"}
        assert await parked_keys.retry(parked.id)
        await eventually(lambda: arena.scalar("SELECT count(*) = 2 FROM parked_records"))
        await eventually(lambda: arena.scalar("SELECT retry_requested_at IS NULL FROM parked_keys"))
        assert await arena.handled(user) == ["1@test.ru"]

        recorder.broken = set()
        await arena.inject(message_of(confirmed(user, 4)))
        await eventually(lambda: arena.scalar("SELECT count(*) = 3 FROM parked_records"))
        assert await parked_keys.retry(parked.id)
        await eventually(lambda: arena.scalar("SELECT count(*) = 0 FROM parked_keys"))

        await arena.inject(message_of(confirmed(user, 5)))
        await eventually(lambda: arena.scalar("SELECT count(*) = 5 FROM handled"))
    assert await arena.handled(user) == [f"{number}@test.ru" for number in (1, 2, 3, 4, 5)]


async def test_a_dropped_record_lets_those_behind_it_go_on(
    arena, recorder, user, message_of, eventually: Eventually
) -> None:
    recorder.broken = {"1@test.ru"}
    parked_keys = ParkedKeys(arena.engine)
    consumer = await arena.consumer(recorder.router)
    await arena.inject(*(message_of(confirmed(user, number)) for number in (1, 2, 3)))
    async with arena.running(consumer):
        await eventually(lambda: arena.scalar("SELECT count(*) = 3 FROM parked_records"))
        [parked] = await parked_keys.list()
        assert [record.offset for record in await parked_keys.look(parked.id)] == sorted(
            record.offset for record in await parked_keys.look(parked.id)
        )
        assert await parked_keys.drop(parked.id, reason="a test of ours")
        await eventually(lambda: arena.scalar("SELECT count(*) = 0 FROM parked_keys"))
    assert await arena.handled(user) == ["2@test.ru", "3@test.ru"]
    assert not await parked_keys.drop(parked.id, reason="again")
    assert not await parked_keys.retry(parked.id)


async def test_an_unknown_type_is_skipped_on_our_topics(
    arena, recorder, user, message_of, eventually: Eventually
) -> None:
    consumer = await arena.consumer(recorder.router)
    known = message_of(confirmed(user, 1))
    renamed = [(name, b"UserTeleported" if name == "ce_type" else value) for name, value in known.headers]
    newer = [(name, b"2" if name == "ce_dataversion" else value) for name, value in known.headers]
    await arena.inject(known._replace(headers=renamed), known._replace(headers=newer), known)
    async with arena.running(consumer):
        await eventually(lambda: arena.handled(user))
    assert await arena.handled(user) == ["1@test.ru"]
    assert await ParkedKeys(arena.engine).list() == []


async def test_an_unknown_type_is_parked_on_the_suppliers_topics(arena, group, eventually: Eventually) -> None:
    router = Router(group)

    @router.on(ContractPublished)
    async def never(session: AsyncSession, event: ContractPublished) -> None:
        raise AssertionError

    consumer = await arena.consumer(router)
    headers = [("ce_id", b"a-1"), ("ce_type", b"ContractTeleported")]
    await arena.inject(Message("supplier.registry.v1", b"78078078078000", b"{}", headers))
    async with arena.running(consumer):
        await eventually(lambda: arena.scalar("SELECT count(*) = 1 FROM parked_records"))
    [parked] = await ParkedKeys(arena.engine).list()
    assert (parked.key, parked.type) == ("78078078078000", "ContractTeleported")
    assert "unknown type ContractTeleported" in parked.reason


async def test_the_undecodable_parks_at_once(arena, recorder, user, message_of, eventually: Eventually) -> None:
    consumer = await arena.consumer(recorder.router)
    good = message_of(confirmed(uuid4(), 1))
    other_keys = [str(uuid4()).encode() for _ in range(4)]
    bad_json = good._replace(key=other_keys[0], value=b"\xff{not json")
    no_id = good._replace(key=other_keys[1], headers=[h for h in good.headers if h[0] != "ce_id"])
    no_headers = good._replace(key=other_keys[2], headers=[])
    hostile = good._replace(key=b"\x00\xff" * 5000, value=b'{"\\u0000": 1}')
    wrong_shape = good._replace(key=other_keys[3], value=b'{"user_id": 1}')
    await arena.inject(bad_json, no_id, no_headers, hostile, wrong_shape, good)
    async with arena.running(consumer):
        await eventually(lambda: recorder.calls)
        await eventually(lambda: arena.scalar("SELECT count(*) = 5 FROM parked_keys"))
    reasons = {parked.key: parked.reason for parked in await ParkedKeys(arena.engine).list()}
    assert all(reason.startswith("undecodable: ") for reason in reasons.values())
    assert reasons[other_keys[1].decode()] == "undecodable: ce_id is missing"
    assert len(recorder.calls) == 1


async def test_a_batch_handler_gets_many_at_once_in_order(arena, group, message_of, eventually: Eventually) -> None:
    router = Router(group)
    batches: list[Sequence[EmailConfirmed]] = []
    singles: list[PasswordChanged] = []

    @router.on_batch(EmailConfirmed)
    async def record(session: AsyncSession, events: Sequence[EmailConfirmed]) -> None:
        batches.append(events)

    @router.on(PasswordChanged)
    async def note(session: AsyncSession, event: PasswordChanged) -> None:
        singles.append(event)

    users = [uuid4() for _ in range(10)]
    consumer = await arena.consumer(router)
    events: list[Event] = []
    for number in range(10):
        events += [confirmed(user, number) for user in users]
        events += [PasswordChanged(user_id=user, email="a@test.ru", how="change") for user in users[:1]]
    await arena.inject(*map(message_of, events))
    async with arena.running(consumer):
        await eventually(lambda: sum(map(len, batches)) == 100 and len(singles) == 10)
    assert max(map(len, batches)) > 10
    for user in users:
        emails = [event.email for batch in batches for event in batch if event.user_id == user]
        assert emails == [f"{number}@test.ru" for number in range(10)]


async def test_a_bad_record_of_a_batch_parks_alone(arena, group, message_of, eventually: Eventually) -> None:
    router = Router(group)
    handled: set[str] = set()

    @router.on_batch(EmailConfirmed)
    async def store(session: AsyncSession, events: Sequence[EmailConfirmed]) -> None:
        for event in events:
            await session.execute(text("SELECT 1 / CAST(:number AS int)"), {"number": int(event.email.split("@")[0])})
        handled.update(event.email for event in events)

    consumer = await arena.consumer(router)
    await arena.inject(*(message_of(confirmed(uuid4(), number)) for number in range(100)))
    async with arena.running(consumer):
        await eventually(lambda: len(handled) == 99)
        await eventually(lambda: arena.scalar("SELECT count(*) = 1 FROM parked_records"))
    [parked] = await ParkedKeys(arena.engine).list()
    assert "division by zero" in parked.reason
    assert await arena.scalar("SELECT count(*) FROM inbox") == 99
    assert await arena.scalar("SELECT count(*) FROM event_attempts") == 0


async def test_events_that_a_batch_handler_names_park_alone_at_once(
    arena, group, message_of, eventually: Eventually
) -> None:
    router = Router(group)
    calls: list[list[str]] = []

    @router.on_batch(EmailConfirmed, inbox=False)
    async def store(session: AsyncSession, events: Sequence[EmailConfirmed]) -> None:
        calls.append([event.email for event in events])
        if bad := [event for event in events if event.email.startswith("-")]:
            raise RefusedEventsError([(event, ValueError(f"{event.email} is negative")) for event in bad])

    users = [uuid4() for _ in range(20)]
    consumer = await arena.consumer(router)
    before = [confirmed(user, 1) for user in users]
    refused = [confirmed(user, -2) for user in users[:10]]
    behind = [confirmed(user, 3) for user in users]
    await arena.inject(*map(message_of, [*before, *refused, *behind]))
    async with arena.running(consumer):
        await eventually(lambda: arena.scalar("SELECT count(*) = 20 FROM parked_records"))
        await eventually(lambda: sum(email == "3@test.ru" for email in calls[-1]) > 0)
    handled = [email for call in calls if not any(one.startswith("-") for one in call) for email in call]
    assert sorted(handled) == ["1@test.ru"] * 20 + ["3@test.ru"] * 10
    assert len(calls) <= 2 * 12, "not one by one"
    parked = await ParkedKeys(arena.engine).list()
    assert {(one.key, one.behind, one.reason) for one in parked} == {
        (str(user), 1, "ValueError: -2@test.ru is negative") for user in users[:10]
    }


async def test_trace_and_causation_travel_to_the_handler_and_on(arena, group, user, eventually: Eventually) -> None:
    router = Router(group)
    seen: list[tuple[str | None, EmailConfirmed]] = []
    answers: list[PasswordChanged] = []

    @router.on(EmailConfirmed)
    async def answer(session: AsyncSession, event: EmailConfirmed) -> None:
        seen.append((current_traceparent.get(), event))
        await publish(session, PasswordChanged(user_id=user, email=event.email, how="change"))

    @router.on(PasswordChanged)
    async def note(session: AsyncSession, event: PasswordChanged) -> None:
        answers.append(event)

    root = confirmed(user, 1)
    async with arena.running(Relay(arena.engine, arena.broker), await arena.consumer(router)):
        token = current_traceparent.set("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
        await arena.publish(root)
        current_traceparent.reset(token)
        await eventually(lambda: answers)
    traceparent, event = seen[0]
    assert traceparent is not None
    assert traceparent.split("-")[1] == "4bf92f3577b34da6a3ce929d0e0e4736"
    assert traceparent.split("-")[2] != "00f067aa0ba902b7"
    assert (event.id, event.occurred_at, event.causation_id) == (root.id, root.occurred_at, None)
    assert event.sequence is not None
    [caused] = answers
    assert (caused.causation_id, caused.correlation_id) == (root.id, root.id)
    assert caused.traceparent is not None
    assert caused.traceparent.split("-")[1] == "4bf92f3577b34da6a3ce929d0e0e4736"
    assert current_cause.get() is None
