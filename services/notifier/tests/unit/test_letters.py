"""What every letter must be, whatever it tells."""

import re
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from html.parser import HTMLParser
from uuid import UUID

import hypothesis
import pytest
from aiosmtplib.email import flatten_message
from chassis.tokens import LinkSigner
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError
from notifier.domain.letters import LETTERS
from notifier.settings import Settings
from notifier.storage.models import Delivery
from notifier.usecases.compose_letter import Composer

URL = re.compile(r"https?://[^\s<>\"'«»]+")
WITH_SECRET = sorted(kind for kind, letter in LETTERS.items() if letter.secret)
WITH_CONTRACT = sorted(kind for kind, letter in LETTERS.items() if "{contract}" in letter.subject)


class Page(HTMLParser):
    """The words a reader sees, and the addresses he can click."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.targets: list[str | None] = []
        self.language: str | None = None
        self._skip = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._skip += tag in {"style", "title"}
        self.targets += [value for name, value in attrs if name in {"href", "src", "action"}]
        if tag == "html":
            self.language = dict(attrs)["lang"]

    def handle_endtag(self, tag: str) -> None:
        self._skip -= tag in {"style", "title"}

    def handle_data(self, data: str) -> None:
        if not self._skip:
            self.words += _words(data)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


@pytest.fixture
def compose(settings: Settings, make_delivery: Callable[..., Delivery]) -> Callable[..., EmailMessage]:
    """The letter as it arrives: composed, sent as bytes, parsed again."""
    composer = Composer(settings)

    def composed(kind: str, **columns: object) -> EmailMessage:
        source = composer.compose(make_delivery(kind, **columns)).as_bytes()
        return message_from_bytes(source, _class=EmailMessage, policy=policy.default)

    return composed


def body(message: EmailMessage, form: str) -> str:
    part = message.get_body((form,))
    assert part is not None
    return str(part.get_content())


@pytest.mark.parametrize("kind", LETTERS)
def test_has_exactly_one_link_in_both_forms(kind, compose):
    message = compose(kind)
    text, html = body(message, "plain"), body(message, "html")

    clickable = Page(html).targets
    in_text = URL.findall(text)

    assert len(in_text) == len(clickable) == (0 if kind == "already_registered" else 1)
    assert set(in_text) == set(clickable) == set(URL.findall(html))


@pytest.mark.parametrize("kind", WITH_SECRET)
def test_link_opens_what_its_issuer_made_it_for(kind, compose, settings):
    secret = LETTERS[kind].secret
    keys = settings.identity_link_keys if secret.issuer == "identity" else settings.contracts_link_keys

    (url,) = URL.findall(body(compose(kind), "plain"))

    page, _, token = url.partition("?token=")
    assert page == f"https://lk.example{secret.path}"
    assert LinkSigner(keys).verify(secret.purpose, token) == UUID(int=2)


@pytest.mark.parametrize("kind", WITH_SECRET)
def test_says_until_when_the_link_works(kind, compose):
    message = compose(kind)

    for form in ("plain", "html"):
        said = " ".join(re.sub(r"<[^>]+>", "", body(message, form)).split())
        assert "до 25 ноября 2026 г., 14:05 по московскому времени" in said


@pytest.mark.parametrize("kind", WITH_CONTRACT)
def test_shows_the_contract_as_14_unbroken_digits(kind, compose):
    message = compose(kind)

    for text in (message["Subject"], body(message, "plain"), body(message, "html")):
        assert "47140000141354" in text


@pytest.mark.parametrize("kind", LETTERS)
def test_text_and_html_say_the_same(kind, compose):
    message = compose(kind)
    url = " ".join(URL.findall(body(message, "plain")))

    missing = set(_words(body(message, "plain"))) - set(Page(body(message, "html")).words)

    assert not missing - set(_words(url))


@pytest.mark.parametrize("kind", LETTERS)
def test_is_complete_russian_and_light(kind, compose):
    message = compose(kind)
    html = body(message, "html")

    for text in (html, body(message, "plain"), message["Subject"]):
        assert not re.search(r"\{\{|\}\}|\{%|None|Undefined", text)
        assert re.search("[а-яё]", text)
    assert Page(html).language == "ru"
    assert "prefers-color-scheme: dark" in html
    assert html.count('role="presentation"') == html.count("<table")
    assert len(html) < 100_000, "Gmail cuts longer ones off"
    assert max(map(len, body(message, "plain").splitlines())) <= 120


@pytest.mark.parametrize("kind", LETTERS)
def test_subject_arrives_as_it_was_written(kind, make_delivery, settings):
    delivery = make_delivery(kind)

    wire = flatten_message(Composer(settings).compose(delivery))

    assert message_from_bytes(wire, policy=policy.default)["Subject"] == delivery.subject
    assert max(map(len, wire.partition(b"\r\n\r\n")[0].split(b"\r\n"))) <= 78


def test_headers_are_those_of_an_automatic_letter(compose):
    delivery_id = UUID(int=7)

    message = compose("binding_request", id=delivery_id)

    assert message["From"].addresses[0].addr_spec == "noreply@lk.example"
    assert message["To"] == "info@test.ru"
    assert message["Message-ID"] == f"<{delivery_id}@lk.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == "ru"
    assert message["Date"].datetime.isoformat() == "2026-11-24T11:05:00+00:00"


def test_reply_goes_where_the_settings_say(make_delivery, settings):
    settings = settings.model_copy(update={"reply_to": "Поддержка <help@lk.example>"})

    message = Composer(settings).compose(make_delivery("contract_bound"))

    assert message["Reply-To"].addresses[0].addr_spec == "help@lk.example"
    assert message["List-Id"] == "<contract-bound.lk.example>"


def test_binding_request_names_who_asks_for_what(compose):
    text = body(compose("binding_request"), "plain")

    for fact in ("Иванова Анна Петровна", "anna@test.ru", "47140000141354", "ООО «Ромашка»", "Это не мы"):
        assert fact in text


def test_known_address_is_told_how_to_get_in_and_shown_no_link(compose):
    text = body(compose("already_registered"), "plain")

    assert "Забыли пароль?" in text
    assert "lk.example" not in text


def test_missing_fact_is_an_error_not_a_hole(make_delivery, settings):
    delivery = make_delivery("contract_bound")
    delivery.facts = {}

    with pytest.raises(UndefinedError):
        Composer(settings).compose(delivery)


def test_letter_is_the_same_each_time_it_is_made(make_delivery, settings):
    delivery = make_delivery("password_reset")

    one, other = (Composer(settings).compose(delivery) for _ in range(2))

    assert one["Message-ID"] == other["Message-ID"]
    assert one.get_body(("html",)).get_content() == other.get_body(("html",)).get_content()


HOSTILE_NAMES = (
    "Иванов\r\nBcc: victim@example.com\r\n\r\n<script>alert(1)</script>",
    "О\"Брайен <b>O'Neil</b>",
    "\u202eвонавИ\u202c \u200fмир",
    "Анна http://evil.example/login www.evil.example",
    "Очень" * 500,
    "{{ link }} {% raw %}",
    "=HYPERLINK(1)",
    "\x00\x1b[31m",
)


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_hostile_name_changes_nothing_but_itself(name, compose):
    check_hostile_name(name, compose)


@hypothesis.settings(deadline=None, max_examples=50)
@given(name=st.text(max_size=400))
def test_any_name_changes_nothing_but_itself(name, settings, make_delivery):
    composer = Composer(settings)

    def compose(kind: str, **columns: object) -> EmailMessage:
        source = composer.compose(make_delivery(kind, **columns)).as_bytes()
        return message_from_bytes(source, _class=EmailMessage, policy=policy.default)

    check_hostile_name(name, compose)


def check_hostile_name(name: str, compose: Callable[..., EmailMessage]) -> None:
    usual, message = compose("binding_request"), compose("binding_request", facts={"asker": name})
    html = body(message, "html")

    assert set(message.keys()) == set(usual.keys())
    assert message["To"] == "info@test.ru"
    assert Page(html).targets == Page(body(usual, "html")).targets
    assert URL.findall(body(message, "plain")) == URL.findall(body(usual, "plain"))
    assert "<script" not in html
    assert html.count("<td") == body(usual, "html").count("<td")
    assert not re.search("[\u202a-\u202e\u2066-\u2069\u200e\u200f]", html + body(message, "plain"))
    assert len(html) < 2 * len(body(usual, "html"))


def test_international_domain_goes_as_a_labels(compose):
    message = compose("confirm_email", email="info@почта.рф")

    assert message["To"].addresses[0].addr_spec == "info@xn--80a1acny.xn--p1ai"


def test_international_mailbox_goes_as_utf8(make_delivery, settings):
    message = Composer(settings).compose(make_delivery("confirm_email", email="инфо@почта.рф"))

    assert "инфо@xn--80a1acny.xn--p1ai".encode() in message.as_bytes()


@pytest.mark.parametrize(
    "email", ["a@b.ru\r\nBcc: c@d.ru", "a b@c.ru", "nobody", "@test.ru", "a@", "", "a@b.ru, c@d.ru"]
)
def test_no_letter_goes_to_what_is_no_address(email, make_delivery, settings):
    with pytest.raises(ValueError):  # noqa: PT011 - whatever the e-mail package says
        Composer(settings).compose(make_delivery("confirm_email", email=email))
