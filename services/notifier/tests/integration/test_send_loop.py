"""From the queue to the mail server, whatever the server does."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from chassis.database import Database
from events.schemas.notifier import EmailDelivered, EmailFailed
from events.testing import assert_published, published
from events.tracing import current_traceparent
from notifier.domain.letters import CONTRACT_BOUND
from notifier.domain.outcomes import State, Verdict
from notifier.storage.deliveries import Deliveries
from notifier.storage.models import Delivery
from sqlalchemy import select, text


async def sent_events(database: Database):
    async with database.session() as session:
        return await published(session)


async def test_sends_a_letter_once_and_tells(queue, sending, settled, mailbox, database):
    async with sending():
        delivery_id = await queue()
        row = await settled(delivery_id)

    assert (row.state, row.attempt, row.facts) == ("sent", 1, {})
    (letter,) = mailbox.messages()
    assert letter["MessageID"].startswith(str(delivery_id))
    async with database.session() as session:
        await assert_published(
            session,
            EmailDelivered,
            delivery_id=delivery_id,
            email="info@test.ru",
            template="confirm_email",
            message_id=letter["MessageID"],
            source_event_id=row.source_event_id,
        )


async def test_the_same_event_again_queues_nothing(queue, database):
    delivery_id = await queue()
    async with database.session() as session:
        row = await session.get_one(Delivery, delivery_id)

    assert await queue(source_event_id=row.source_event_id) == delivery_id
    async with database.session() as session:
        assert len((await session.scalars(select(Delivery.id))).all()) == 1


async def test_4xx_is_tried_again_with_backoff_and_the_same_message_id(queue, sending, settled, mailbox):
    mailbox.fail("refuse", code=451, count=2)
    begun = time.monotonic()

    async with sending(retry_first=0.2):
        row = await settled(await queue())

    assert (row.state, row.attempt) == ("sent", 3)
    assert time.monotonic() - begun >= 0.75 * (0.2 + 0.4)
    assert len(mailbox.messages()) == 1


async def test_5xx_is_final(queue, sending, settled, mailbox, database):
    mailbox.fail("refuse", code=550, to="gone@")

    async with sending():
        refused, taken = await queue("gone@test.ru"), await queue("here@test.ru")
        row = await settled(refused)
        assert (await settled(taken)).state == "sent"

    assert (row.state, row.attempt, row.reason) == ("failed", 1, "smtp_550")
    async with database.session() as session:
        await assert_published(session, EmailFailed, delivery_id=refused, reason="smtp_550")


async def test_dead_server_is_knocked_at_and_letters_wait(queue, sending, settled, delivery, eventually, mailbox):
    mailbox.fail("down")
    ids = [await queue(f"user{number}@test.ru") for number in range(20)]

    async with sending() as loop:

        async def knocked_twice():
            return loop._failures >= 2

        await eventually(knocked_twice)
        assert {(await delivery(one)).state for one in ids} <= {"queued", "sending"}
        assert sum([(await delivery(one)).attempt for one in ids]) < 20, "one letter knocks for all"
        mailbox.heal()
        begun = time.monotonic()
        rows = [await settled(one) for one in ids]

    assert {row.state for row in rows} == {"sent"}
    assert time.monotonic() - begun < 5
    assert len(mailbox.messages()) == 20


async def test_hanging_domain_does_not_stop_the_others(queue, sending, settled, delivery, mailbox):
    mailbox.fail("hang", to="@slow.test")
    slow = [await queue(f"user{number}@slow.test") for number in range(12)]
    quick = [await queue(f"user{number}@quick.test") for number in range(12)]

    async with sending(reply_timeout=9):
        begun = time.monotonic()
        rows = [await settled(one) for one in quick]
        assert time.monotonic() - begun < 8, "they did not wait for the others to give up"
        assert {row.state for row in rows} == {"sent"}
        assert {(await delivery(one)).state for one in slow} <= {"sending", "queued"}
        mailbox.heal()
        mailbox.stop()  # ends the hanging conversations
        mailbox.start()
        rows = [await settled(one) for one in slow]

    assert {row.state for row in rows} == {"sent"}


async def test_silent_server_times_out_and_gets_the_letter_later(queue, sending, settled, mailbox):
    mailbox.fail("hang", count=1)

    async with sending(reply_timeout=0.5):
        row = await settled(await queue())

    assert (row.state, row.attempt) == ("sent", 2)
    assert len(mailbox.messages()) == 1


async def test_lost_reply_sends_again_with_the_same_message_id(queue, sending, settled, mailbox):
    mailbox.fail("lose_reply", count=1)

    async with sending():
        row = await settled(await queue())

    assert (row.state, row.attempt) == ("sent", 2)
    assert len({letter["MessageID"] for letter in mailbox.messages()}) == 1


async def test_letter_is_not_sent_once_its_link_is_dead(queue, sending, settled, mailbox, database):
    async with sending():
        delivery_id = await queue(expires_in=-1)
        row = await settled(delivery_id)

    assert row.state == "expired"
    assert mailbox.messages() == []
    async with database.session() as session:
        await assert_published(session, EmailFailed, delivery_id=delivery_id, reason="link_expired")


async def test_letter_expires_while_the_server_is_down(queue, sending, settled, mailbox):
    mailbox.fail("down")

    async with sending():
        row = await settled(await queue(expires_in=1))

    assert row.state == "expired"


async def test_poison_letter_fails_for_good_and_others_go(queue, sending, settled, database):
    async with sending():
        poison = await queue(letter=CONTRACT_BOUND, link=None, contract_number="47140000141354", facts={})
        good = await queue()
        rows = await settled(poison), await settled(good)

    assert [(row.state, row.reason) for row in rows] == [("failed", "unmakeable"), ("sent", None)]
    assert EmailFailed in {type(event) for event in await sent_events(database)}


async def test_burst_uses_few_connections(queue, sending, settled, mailbox):
    ids = [await queue(f"user{number}@test.ru") for number in range(24)]

    async with sending(concurrency=4):
        begun = time.monotonic()
        for one in ids:
            await settled(one)

    assert len(mailbox.messages()) == 24
    print(f"\n{24 / (time.monotonic() - begun):.0f} letters/s")


async def test_two_loops_share_the_queue(queue, sending, settled, mailbox):
    ids = [await queue(f"user{number}@test.ru") for number in range(16)]

    async with sending(), sending():
        rows = [await settled(one) for one in ids]

    assert {(row.state, row.attempt) for row in rows} == {("sent", 1)}
    assert len(mailbox.messages()) == 16


async def test_living_sender_keeps_its_letter_longer_than_a_lease(queue, sending, settled, mailbox):
    mailbox.fail("hang", seconds=2, count=1)
    lease = timedelta(seconds=0.6)

    async with sending(lease=lease), sending(lease=lease):
        row = await settled(await queue())

    assert (row.state, row.attempt) == ("sent", 1)


async def test_result_of_an_overtaken_try_changes_nothing(queue, database, delivery):
    delivery_id = await queue()
    async with database.session() as session:
        claimed = await Deliveries(session).claim(lease=timedelta(), busy=[], mine=[])
    async with database.session() as session:
        again = await Deliveries(session).claim(lease=timedelta(minutes=1), busy=[], mine=[])

    async with database.session() as session:
        settled = await Deliveries(session).settle(
            claimed.id, claimed.attempt, Verdict(State.FAILED, "late"), datetime.now(UTC)
        )

    assert not settled
    assert again.attempt == 2
    assert (await delivery(delivery_id)).state == "sending"


async def test_result_is_written_down_once_the_database_is_back(
    queue, sending, settled, eventually, postgres, mailbox, database
):
    mailbox.fail("hang", seconds=1, count=1)
    before = mailbox.attempts
    delivery_id = await queue()

    async def in_the_middle():
        return mailbox.attempts > before

    async with sending():
        await eventually(in_the_middle)
        postgres.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'notifier_tests'")
        await database.engine.dispose()
        row = await settled(delivery_id)

    assert (row.state, row.attempt) == ("sent", 1)
    assert len(mailbox.messages()) == 1


@pytest.mark.parametrize("email", ["инфо@почта.рф", "info@почта.рф"])
async def test_international_address_arrives(email, queue, sending, settled, mailbox):
    async with sending():
        row = await settled(await queue(email))

    assert row.state == "sent"
    assert mailbox.messages()[0]["To"][0]["Address"].endswith("@xn--80a1acny.xn--p1ai")


async def test_no_secret_stands_in_the_database(queue, sending, settled, mailbox, database):
    async with sending():
        await settled(await queue())

    token = mailbox.messages()[0]["Text"].partition("?token=")[2].split()[0]
    async with database.session() as session:
        for table in ("deliveries", "outbox"):
            rows = (await session.execute(text(f"SELECT row_to_json(t)::text FROM {table} t"))).scalars().all()
            assert rows
            assert not any(token in row for row in rows)


async def test_trace_of_the_event_goes_on_with_the_letter(queue, sending, settled, database):
    trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    token = current_traceparent.set(trace)
    async with sending():
        await settled(await queue())
    current_traceparent.reset(token)

    async with database.session() as session:
        headers = (await session.execute(text("SELECT headers FROM outbox"))).scalar_one()
    assert trace.split("-")[1] in headers
