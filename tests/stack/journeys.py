"""Customers on their whole way, several at once, who come again when they are asked to."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import httpx

from stack.accounts import assert_told_once
from stack.browser import Browser, problem
from stack.letters import Mailbox
from stack.people import CONTRACTS, IDENTITY, Customer, fresh_address
from stack.topics import Tap
from stack.waiting import eventually

PATIENCE = 40
"""Seconds: a process is back within 20, and what a dead one had in hand is another's 15 after that at most."""


def insist(request: Callable[[], httpx.Response], *, may_be_silent: bool = False) -> httpx.Response:
    """Ask again while the answer is a well-formed 503. No other 5xx is forgiven, nor silence unless it may be."""

    def once() -> httpx.Response | None:
        try:
            answer = request()
        except httpx.TransportError:
            if may_be_silent:
                return None
            raise
        if answer.status_code == 503:
            assert_comes_back(answer)
            return None
        assert answer.status_code < 500, (answer.request.url.path, answer.status_code, answer.text)
        return answer

    answer = eventually(once, what="another answer than 503", seconds=PATIENCE)
    assert answer is not None
    return answer


def assert_comes_back(answer: httpx.Response) -> None:
    """A refusal that says what it is and when to come again."""
    assert problem(answer) == (503, "unavailable"), answer.request.url.path
    assert 0 < int(answer.headers["retry-after"]) <= 60


class Traveller(Customer):
    """A customer with a contract to bind, who insists."""

    def __init__(
        self, http: httpx.Client, mailbox: Mailbox, contract: tuple[str, str], *, may_be_silent: bool = False
    ) -> None:
        super().__init__(http, mailbox)
        self.number, self.company = contract
        self.addresses: list[str] = []
        self.reached: list[str] = []
        self._may_be_silent = may_be_silent

    def call(self, method: str, path: str, *, headers: dict[str, str] | None = None, **kwargs: Any) -> httpx.Response:
        """One request, made until it is answered."""
        ask = super().call
        return insist(lambda: ask(method, path, headers=headers, **kwargs), may_be_silent=self._may_be_silent)

    def register(self) -> httpx.Response:
        """Each try with an address of its own: one whose answer was lost may have succeeded."""

        def attempt() -> httpx.Response:
            self.email = fresh_address("traveller")
            self.addresses.append(self.email)
            body = {"email": self.email, "password": self.password, "accept_license": True}
            return Browser.call(self, "POST", f"{IDENTITY}/auth/register", json=body)

        answer = insist(attempt, may_be_silent=self._may_be_silent)
        assert answer.status_code == 202, answer.text
        return answer

    def travel(self) -> None:
        """From the door to the contract and out of it again; `reached` says how far he is."""
        for place in self._way():
            self.reached.append(place)

    def _way(self) -> Iterator[str]:
        self.register()
        yield "registered"
        # A lost answer may have been yes: then asking again says that it is done.
        assert self.follow(self.confirmation_token(seconds=PATIENCE)).status_code in {200, 204}
        self.introduce()
        yield "introduced"
        assert self.ask(self.number, self.company).status_code == 202
        yield "asked"
        token = self.binding_token(self.number, self.company, seconds=PATIENCE)
        assert self.decide(token).status_code in {200, 410}
        assert self.contracts() == [self.number]
        yield "bound"
        eventually(self._is_seen, what=f"{self.number} is seen everywhere", seconds=PATIENCE)
        yield "seen"
        assert self.delete(f"{CONTRACTS}/contracts/{self.number}/binding").status_code in {204, 404}
        assert self.contracts() == []
        yield "unbound"
        eventually(self._is_hidden, what=f"{self.number} is seen nowhere", seconds=PATIENCE)

    def _is_seen(self) -> bool:
        return self._in_metering() == 200 and self.number in self._in_billing()

    def _is_hidden(self) -> bool:
        return self._in_metering() == 404 and self.number not in self._in_billing()

    def _in_metering(self) -> int:
        return self.get(f"/api/metering/v1/contracts/{self.number}/window").status_code

    def _in_billing(self) -> list[str]:
        return [item["number"] for item in self.get("/api/billing/v1/summary").json()["items"]]


class Journeys:
    """Travellers under way at once. The block's end waits until all have arrived, and looks whether everything
    that happened to them was told everywhere, in order, and once."""

    def __init__(
        self, travellers: Sequence[Traveller], tap: Tap, letters: Mailbox, *, letters_may_repeat: bool = False
    ) -> None:
        self.travellers = travellers
        self._tap = tap
        self._letters = letters
        self._letters_may_repeat = letters_may_repeat
        self._pool = ThreadPoolExecutor(len(travellers))
        self._ways: list[Future[None]] = []

    def __enter__(self) -> "Journeys":
        self._ways = [self._pool.submit(traveller.travel) for traveller in self.travellers]
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        self._pool.shutdown(cancel_futures=True)
        if kind is None:
            for way in self._ways:
                way.result()
            self._assert_told()

    def wait_for_some(self, place: str) -> None:
        """Somebody has come so far."""

        def there() -> bool:
            assert not any(way.done() and way.exception() for way in self._ways), "somebody could not go on"
            return any(place in traveller.reached for traveller in self.travellers)

        eventually(there, what=f"somebody is {place}")

    def _assert_told(self) -> None:
        addresses = [address for traveller in self.travellers for address in traveller.addresses]
        companies = {traveller.number: traveller.company for traveller in self.travellers}
        told = assert_told_once(
            self._tap,
            self._letters,
            addresses,
            companies,
            seconds=PATIENCE,
            letters_may_repeat=self._letters_may_repeat,
        )
        for traveller in self.travellers:
            user = next(record.key for record in told if record.body.get("email") == traveller.email)
            assert [record.type for record in told if record.key == traveller.number] == [
                "ContractBindRequested",
                "ContractBound",
                "ContractUnbound",
            ]
            steps = dict.fromkeys(record.type for record in told if record.key == user)
            assert list(steps) == ["UserRegistered", "EmailConfirmed", "ProfileCompleted"]
