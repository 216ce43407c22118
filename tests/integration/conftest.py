"""What a story is told with. Every story makes its own users and contracts, so they do not mind each other."""

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from stack.browser import Browser
from stack.journeys import Journeys, Traveller
from stack.letters import Mailbox
from stack.people import IDENTITY, Customer
from stack.registry import Registry
from stack.topics import Tap, sign_in


@pytest.fixture(scope="session")
def gateway(stack: Any) -> str:
    """Where everything is found."""
    return str(stack["gateway"])


@pytest.fixture(scope="session")
def http(gateway: str) -> Iterator[httpx.Client]:
    """Connections to the gateway. Whoever uses them says in each request who he is."""
    with httpx.Client(base_url=gateway, timeout=30) as client:
        yield client


@pytest.fixture
def nobody(http: httpx.Client) -> Browser:
    """A browser that is not signed in."""
    return Browser(http)


@pytest.fixture(scope="session")
def bootstrap(stack: Any) -> str:
    """Where Kafka is."""
    sign_in(stack.get("kafka_client", {}))
    return str(stack["kafka_bootstrap"])


@pytest.fixture(scope="session")
def letters(http: httpx.Client) -> Mailbox:
    """Everybody's letters."""
    return Mailbox(http)


@pytest.fixture
def new_customer(http: httpx.Client, letters: Mailbox) -> Callable[..., Customer]:
    """A customer whom nobody knows yet."""

    def make(email: str | None = None) -> Customer:
        return Customer(http, letters, email)

    return make


@pytest.fixture
def settled_customer(new_customer: Callable[..., Customer]) -> Callable[..., Customer]:
    """A customer who has registered, confirmed and introduced himself."""

    def make(email: str | None = None) -> Customer:
        return new_customer(email).settle()

    return make


@pytest.fixture(scope="session")
def someone(http: httpx.Client, letters: Mailbox) -> Customer:
    """A settled customer for what changes nothing about him."""
    return Customer(http, letters).settle()


@pytest.fixture(scope="session")
def registry(stack: Any, http: httpx.Client) -> Registry:
    """The supplier's registry."""
    return Registry(http, stack["service_clients"]["registry"])


@pytest.fixture
def operator(stack: Any, http: httpx.Client) -> Browser:
    """An operator, signed in."""
    browser = Browser(http)
    answer = browser.post(f"{IDENTITY}/auth/login", stack["operator"])
    assert answer.status_code == 200, answer.text
    return browser


@pytest.fixture
def tap(bootstrap: str) -> Iterator[Tap]:
    """What our topics carry from now on."""
    with Tap(bootstrap) as opened:
        yield opened


@pytest.fixture(autouse=True)
def _whole(request: pytest.FixtureRequest, stack: Any) -> Iterator[None]:
    """Whatever a test broke, and however it ended: the next one finds the system whole."""
    yield
    if request.node.get_closest_marker("reliability"):
        stack.mailbox.heal()
        stack.wait_ready(seconds=60)


@pytest.fixture(scope="session")
def letterbox(stack: Any, gateway: str) -> Iterator[Mailbox]:
    """Everybody's letters, read past the gateway, which may be away."""
    with httpx.Client(base_url=f"http://127.0.0.1:{stack['ports']['mailbox']}") as past_the_gateway:
        yield Mailbox(past_the_gateway, portal=gateway)


@pytest.fixture
def journeys(http: httpx.Client, registry: Registry, letterbox: Mailbox, tap: Tap) -> Callable[..., Journeys]:
    """Three customers who go their whole way at once."""

    def begin(*, may_be_silent: bool = False, letters_may_repeat: bool = False) -> Journeys:
        contracts = [registry.register() for _ in range(3)]
        travellers = [Traveller(http, letterbox, one, may_be_silent=may_be_silent) for one in contracts]
        return Journeys(travellers, tap, letterbox, letters_may_repeat=letters_may_repeat)

    return begin
