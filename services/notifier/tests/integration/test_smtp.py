"""The SMTP client against servers of every temper."""

import asyncio
import ssl
from email.message import EmailMessage

import pytest
from aiosmtpd.smtp import SMTP, AuthResult
from notifier.clients.smtp import SmtpMailer, SmtpServer
from notifier.domain.outcomes import Deferred, Refused, Sent, Unreachable


class Handler:
    """Answers what it is told to, and counts conversations."""

    def __init__(self, **answers: str) -> None:
        self.answers = answers
        self.letters = 0
        self.conversations = 0

    async def handle_EHLO(self, server, session, envelope, hostname, responses):  # noqa: N802
        self.conversations += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802
        envelope.mail_from = address
        return self.answers.get("mail", "250 OK")

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        envelope.rcpt_tos.append(address)
        return self.answers.get("rcpt", "250 OK")

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.letters += 1
        return self.answers.get("data", "250 OK")


@pytest.fixture
async def serve():
    """Serve with a handler; where to connect, as host:port."""
    servers = []

    async def start(handler, **options):
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: SMTP(handler, loop=loop, **options), "127.0.0.1", 0)
        servers.append(server)
        return f"127.0.0.1:{server.sockets[0].getsockname()[1]}"

    yield start
    for server in servers:
        server.close()


def letter(to="info@test.ru"):
    message = EmailMessage()
    message["From"], message["To"] = "noreply@lk.example", to
    message.set_content("Здравствуйте")
    return message


def mailer(url, **options):
    return SmtpMailer(SmtpServer.parse(url), reply_timeout=2, **options)


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [
        ({}, Sent()),
        ({"rcpt": "550 no such user"}, Refused("smtp_550")),
        ({"rcpt": "450 greylisted"}, Deferred("smtp_450")),
        ({"data": "552 too much"}, Refused("smtp_552")),
        ({"data": "451 later"}, Deferred("smtp_451")),
        ({"data": "421 closing"}, Deferred("smtp_421")),
        ({"mail": "550 you may not send"}, Unreachable("smtp_550")),
        ({"mail": "451 later"}, Deferred("smtp_451")),
    ],
)
async def test_answer_decides(serve, answers, outcome):
    client = mailer(f"smtp://{await serve(Handler(**answers))}")

    assert await client.send(letter()) == outcome
    await client.rest()


async def test_conversation_goes_on_through_a_burst_and_ends_with_it(serve):
    handler = Handler()
    client = mailer(f"smtp://{await serve(handler)}")

    for _ in range(5):
        assert await client.send(letter()) == Sent()
    assert (handler.letters, handler.conversations) == (5, 1)
    await client.rest()
    assert await client.send(letter()) == Sent()
    assert handler.conversations == 2
    await client.rest()


async def test_refused_letter_leaves_the_conversation_in_order(serve):
    handler = Handler(data="550 no")
    client = mailer(f"smtp://{await serve(handler)}")
    assert await client.send(letter()) == Refused("smtp_550")

    handler.answers.clear()

    assert await client.send(letter()) == Sent()
    assert handler.conversations == 1
    await client.rest()


async def test_conversation_that_the_server_ended_is_begun_anew(serve):
    handler = Handler()
    client = mailer(f"smtp://{await serve(handler, timeout=0.2)}")
    assert await client.send(letter()) == Sent()

    while client._idle[0].is_connected:  # noqa: ASYNC110 - the server hangs up, nobody tells
        await asyncio.sleep(0.02)

    assert await client.send(letter()) == Sent()
    await client.rest()


async def test_nobody_listens(serve):
    address = await serve(Handler())
    port = int(address.rpartition(":")[2]) ^ 1

    outcome = await mailer(f"smtp://127.0.0.1:{port}").send(letter())

    assert outcome == Unreachable("SMTPConnectError")


async def test_server_says_nothing_at_all():
    async def silent(reader, writer):
        await reader.read()
        writer.close()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]

    outcome = await SmtpMailer(SmtpServer.parse(f"smtp://127.0.0.1:{port}"), reply_timeout=0.2).send(letter())

    assert outcome == Unreachable("timeout")
    server.close()


@pytest.mark.parametrize(("password", "outcome"), [("sesame", Sent()), ("wrong", Unreachable("smtp_535"))])
async def test_signs_in(serve, password, outcome):
    def check(server, session, envelope, mechanism, data):
        return AuthResult(success=data.password == b"sesame", handled=False)

    address = await serve(Handler(), authenticator=check, auth_require_tls=False)

    client = mailer(f"smtp://user:{password}@{address}?starttls=never")

    assert await client.send(letter()) == outcome
    await client.rest()


async def test_password_does_not_go_over_an_open_line(serve):
    address = await serve(Handler(), auth_require_tls=False)

    outcome = await mailer(f"smtp://user:sesame@{address}").send(letter())

    assert isinstance(outcome, Unreachable)


async def test_certificate_nobody_vouches_for_is_not_trusted(serve, tmp_path):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    process = await asyncio.create_subprocess_exec(
        "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=127.0.0.1",
        "-keyout", tmp_path / "key.pem", "-out", tmp_path / "cert.pem", stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    assert await process.wait() == 0
    context.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    handler = Handler()
    address = await serve(handler, tls_context=context)

    outcome = await mailer(f"smtp://{address}?starttls=always").send(letter())

    assert isinstance(outcome, Unreachable)
    assert handler.letters == 0


async def test_mailbox_outside_ascii_needs_a_server_that_can(serve):
    client = mailer(f"smtp://{await serve(Handler())}")

    assert await client.send(letter("инфо@xn--80a1acny.xn--p1ai")) == Refused("address_not_supported")
    await client.rest()
