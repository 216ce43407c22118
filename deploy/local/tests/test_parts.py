import smtplib
from email.message import EmailMessage

import asyncpg
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from localrun.testing import RunningKafka, RunningMailbox, RunningPostgres


def letter(to: str = "ivan@example.org", subject: str = "Привет") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "Кабинет <noreply@cabinet.test>", to, subject
    message["Message-ID"] = "<one@cabinet.test>"
    message.set_content("Здравствуйте, Иван")
    message.add_alternative("<p>Здравствуйте</p>", subtype="html")
    return message


def send(mailbox: RunningMailbox, message: EmailMessage, timeout: float = 5) -> None:
    with smtplib.SMTP("127.0.0.1", mailbox.smtp_port, timeout=timeout) as client:
        client.send_message(message)


@pytest.fixture(autouse=True)
def _healed(request: pytest.FixtureRequest) -> None:
    if "mailbox" in request.fixturenames:
        box: RunningMailbox = request.getfixturevalue("mailbox")
        box.heal()
        box.clear()


async def test_a_fresh_database_is_ready_to_use(postgres: RunningPostgres) -> None:
    url = postgres.create_database("parts")
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    assert await connection.fetchval("SELECT current_database()") == "parts"
    await connection.close()


async def test_data_outlives_a_killed_server(postgres: RunningPostgres) -> None:
    postgres.create_database("parts")
    postgres.sql("CREATE TABLE kept (x int)", "parts")
    postgres.kill()
    postgres.start()
    assert postgres.sql("SELECT count(*) FROM kept", "parts") == "0"


def test_a_letter_is_read_as_it_was_written(mailbox: RunningMailbox) -> None:
    send(mailbox, letter())
    [got] = mailbox.messages("to:ivan@example.org subject:привет")
    assert got["Subject"] == "Привет"
    assert got["To"] == [{"Name": "", "Address": "ivan@example.org"}]
    assert got["From"] == {"Name": "Кабинет", "Address": "noreply@cabinet.test"}
    assert got["MessageID"] == "one@cabinet.test"
    assert got["Text"].strip() == "Здравствуйте, Иван"
    assert got["HTML"].strip() == "<p>Здравствуйте</p>"
    assert mailbox.messages("to:other@example.org") == []


def test_letters_outlive_the_process(mailbox: RunningMailbox) -> None:
    send(mailbox, letter())
    mailbox.kill()
    mailbox.start()
    assert len(mailbox.messages("to:ivan@example.org")) == 1


def test_it_refuses_as_often_as_asked(mailbox: RunningMailbox) -> None:
    mailbox.fail("refuse", code=451, count=1)
    with pytest.raises(smtplib.SMTPDataError, match="451"):
        send(mailbox, letter())
    send(mailbox, letter())
    assert len(mailbox.messages("to:ivan@example.org")) == 1


def test_it_hangs(mailbox: RunningMailbox) -> None:
    mailbox.fail("hang", count=1)
    with pytest.raises((TimeoutError, smtplib.SMTPServerDisconnected)):
        send(mailbox, letter(), timeout=0.3)


def test_it_keeps_a_letter_and_loses_the_reply(mailbox: RunningMailbox) -> None:
    mailbox.fail("lose_reply", count=1)
    with pytest.raises((smtplib.SMTPServerDisconnected, ConnectionError)):
        send(mailbox, letter())
    assert len(mailbox.messages("to:ivan@example.org")) == 1


def test_it_can_be_down(mailbox: RunningMailbox) -> None:
    mailbox.fail("down")
    with pytest.raises(ConnectionRefusedError):
        send(mailbox, letter())
    mailbox.heal()
    send(mailbox, letter())


def test_a_fault_can_be_for_one_recipient(mailbox: RunningMailbox) -> None:
    mailbox.fail("refuse", code=550, to="olga@")
    send(mailbox, letter())
    with pytest.raises(smtplib.SMTPDataError, match="550"):
        send(mailbox, letter(to="olga@example.org"))


async def test_records_outlive_a_killed_broker(kafka: RunningKafka) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka.bootstrap)
    await admin.start()
    await admin.create_topics([NewTopic("parts", 1, 1)])
    await admin.close()
    producer = AIOKafkaProducer(bootstrap_servers=kafka.bootstrap, enable_idempotence=True)
    await producer.start()
    await producer.send_and_wait("parts", b"kept")
    await producer.stop()
    kafka.kill()
    kafka.start()
    consumer = AIOKafkaConsumer("parts", bootstrap_servers=kafka.bootstrap, auto_offset_reset="earliest")
    await consumer.start()
    assert (await consumer.getone()).value == b"kept"
    await consumer.stop()
