"""What the environment may say."""

from datetime import timedelta

import pytest
from notifier.clients.smtp import SmtpServer
from notifier.domain.news import Manner
from notifier.settings import Settings
from notifier.worker import manner
from pydantic import ValidationError


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://127.0.0.1:1025", SmtpServer("127.0.0.1", 1025)),
        ("smtps://mail.example", SmtpServer("mail.example", 465, use_tls=True, start_tls=False)),
        ("smtp://u%40x:p%3As@mail.example", SmtpServer("mail.example", 587, "u@x", "p:s", start_tls=True)),
        ("smtp://mail.example:25?starttls=always", SmtpServer("mail.example", 25, start_tls=True)),
        ("smtp://u:p@mail.example?starttls=never", SmtpServer("mail.example", 587, "u", "p", start_tls=False)),
        ("smtp://[::1]:25", SmtpServer("::1", 25)),
    ],
)
def test_smtp_url_says_where_and_how(url, server):
    assert SmtpServer.parse(url) == server


@pytest.mark.parametrize("url", ["", "http://mail.example", "smtp://", "smtp://mail.example?starttls=maybe"])
def test_other_urls_are_refused(url):
    with pytest.raises(ValueError, match="SMTP URL"):
        SmtpServer.parse(url)


@pytest.mark.parametrize("value", ["nobody", "Имя <>", "a@b.ru\nBcc: c@d.ru"])
def test_sender_must_be_an_address(value):
    with pytest.raises(ValidationError):
        Settings(mail_from=value)


def test_manner_of_telling_news_is_a_setting():
    settings = Settings(news_days=7, gather_quiet=60, gather_longest=900)

    assert manner(settings) == Manner(timedelta(days=7), quiet=timedelta(minutes=1), longest=timedelta(minutes=15))


def test_what_the_inbox_has_forgotten_can_not_be_news():
    with pytest.raises(ValidationError):
        Settings(news_days=35)


def test_secrets_do_not_show():
    shown = repr(Settings(smtp_url="smtp://user:sesame@mail.example", identity_link_keys=("c2VjcmV0",)))

    assert "sesame" not in shown
    assert "c2VjcmV0" not in shown


def test_production_needs_its_own_keys_and_sender():
    required = {
        "environment": "production",
        "database_url": "postgresql+asyncpg://db/notifier",
        "kafka_bootstrap_servers": "kafka:9092",
        "public_url": "https://lk.example",
        "jwks_url": "http://identity/jwks",
    }
    with pytest.raises(ValidationError, match="identity_link_keys"):
        Settings(**required)
