"""Webhooks: from an event to a signed message that a real HTTP server received."""

import asyncio
import hmac
import json
from base64 import b64decode, b64encode
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from uuid import UUID, uuid4

import httpx
import pytest
from chassis.database import Database
from chassis.sealing import Sealer
from chassis.testing import Issuer
from events.schemas import identity
from notifier.clients.poster import Bounds, HttpsPoster
from notifier.domain.hook_policy import HookPolicy
from notifier.main import build
from notifier.storage.hook_models import HookDelivery, Webhook
from notifier.usecases.send_hooks import HookLoop, HookPace
from notifier.usecases.sweep_deliveries import Sweeper
from sqlalchemy import select, text, update

from .receiver import DRIP, HANG, Receiver
from .test_members import OLGA, joined, left, role_changed
from .test_news import ANNA, NUMBER, bound, charge, payment, unbound, window

API = "/api/notifier/v1"
SECONDS = timedelta(seconds=1)


@pytest.fixture
async def receiver():
    async with Receiver.running() as running:
        yield running


@pytest.fixture
async def call(live_settings):
    """Requests of a user, as a person or with a token of these scopes."""
    settings = live_settings.model_copy(update={"webhooks_to_loopback": True})
    app, issuer = build(settings), Issuer()
    issuer.trust(app)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://notifier") as http:

        async def call(method, path, user_id=ANNA, *, scopes=None, **sent):
            claims = {} if scopes is None else {"pat": str(uuid4()), "scope": " ".join(scopes)}
            headers = (issuer.user(user_id, **claims) if user_id else {}) | sent.pop("headers", {})
            return await http.request(method, API + path, headers=headers, **sent)

        yield call
    await app.state.database.dispose()


@pytest.fixture
def open_hook(call, receiver):
    async def open_one(path="/", events=("charge.posted", "payment.posted"), user_id=ANNA, **more):
        body = {"name": "1С", "url": receiver.url(path), "events": list(events)} | more
        made = await call("POST", "/webhooks", user_id, json=body)
        assert made.status_code == 201, made.text
        return made.json()

    return open_one


@pytest.fixture
def sending(live_settings):
    """Run the loop for the length of a block."""

    @asynccontextmanager
    async def run(*, delays=(0.1, 0.2), pause_after=timedelta(days=5), loopback=True, total=10.0, **pace):
        policy = HookPolicy([timedelta(seconds=one) for one in delays], pause_after, first_rest=SECONDS * 0.01)
        own = Database(live_settings)
        poster = HttpsPoster(Bounds(total=total, loopback=loopback))
        loop = HookLoop(own, poster, Sealer(live_settings.sealing_keys), policy, HookPace(**pace))
        stop = asyncio.Event()
        running = asyncio.create_task(loop.run(stop))
        try:
            yield
        finally:
            stop.set()
            await running
            await own.dispose()

    return run


@pytest.fixture
def log(call):
    async def read(hook, user_id=ANNA):
        answer = await call("GET", f"/webhooks/{hook['id']}/deliveries", user_id)
        assert answer.status_code == 200, answer.text
        return answer.json()["items"]

    return read


@pytest.fixture
def ended(log, eventually):
    """The log, once it has so many messages and none waits."""

    async def wait(hook, count=1, states=("delivered", "failed"), user_id=ANNA):
        async def all_final():
            items = await log(hook, user_id)
            return len(items) == count and all(item["state"] in states for item in items) and items

        return await eventually(all_final, 60)

    return wait


def verify(got, secret):
    """As the standard says, by hand."""
    signed = f"{got.headers['webhook-id']}.{got.headers['webhook-timestamp']}.".encode() + got.body
    mac = hmac.new(b64decode(secret.removeprefix("whsec_")), signed, sha256).digest()
    return f"v1,{b64encode(mac).decode()}" in got.headers["webhook-signature"].split(" ")


async def test_a_charge_reaches_the_customers_system_signed(happen, open_hook, receiver, sending, ended):
    await happen(bound())
    hook = await open_hook("/in?x=1")
    event = charge()
    await happen(event)
    async with sending():
        (item,) = await ended(hook)

    (got,) = receiver.got
    assert got.path == "/in?x=1"
    assert got.headers["content-type"] == "application/json"
    assert got.headers["webhook-id"] == item["id"]
    assert abs(int(got.headers["webhook-timestamp"]) - datetime.now(UTC).timestamp()) < 60
    assert verify(got, hook["secret"])
    assert not verify(got, "whsec_" + b64encode(b"x" * 32).decode())
    message = json.loads(got.body)
    assert message == item["body"]
    assert (message["id"], message["type"], message["contract_number"]) == (str(event.id), "charge.posted", NUMBER)
    assert message["data"]["gross"] == f"{event.gross:.2f}"
    assert message["data"]["id"] == str(event.charge_id)
    (tried,) = item["attempts"]
    assert (tried["status"], tried["error"], tried["answer"][:8]) == (200, None, "Спасибо\ufffd")
    assert len(tried["answer"]) == 500


async def test_each_event_once_however_often_it_comes(happen, open_hook, receiver, sending, ended):
    await happen(bound())
    hook = await open_hook()
    event = payment()
    await happen(event, event, charge())
    async with sending():
        await ended(hook, 2)
    assert len(receiver.got) == 2


async def test_a_failure_is_tried_again_under_the_same_id(happen, open_hook, receiver, sending, ended):
    await happen(bound())
    hook = await open_hook()
    receiver.answers["/"] = [500, 302, 200]
    await happen(charge())
    async with sending():
        (item,) = await ended(hook)
    assert [one["status"] for one in item["attempts"]] == [500, 302, 200]
    assert item["state"] == "delivered"
    assert len({got.headers["webhook-id"] for got in receiver.got}) == 1
    assert len({got.body for got in receiver.got}) == 1
    assert all(verify(got, hook["secret"]) for got in receiver.got)


async def test_after_the_last_try_it_has_failed_and_can_be_replayed(
    happen, open_hook, receiver, sending, ended, call, database
):
    await happen(bound())
    hook = await open_hook()
    receiver.answers["/"] = [503]
    await happen(charge())
    async with sending():
        (item,) = await ended(hook)
        assert item["state"] == "failed"
        assert [one["status"] for one in item["attempts"]] == [503] * 3
        receiver.answers["/"] = [200]
        path = f"/webhooks/{hook['id']}/deliveries/{item['id']}"
        replayed = await call("POST", f"{path}:replay")
        assert (replayed.status_code, replayed.json()["state"]) == (202, "pending")
        (item,) = await ended(hook, states=("delivered",))
        assert [one["status"] for one in item["attempts"]] == [503] * 3 + [200]
        assert (await call("GET", path)).json() == item
        again = await call("POST", f"{path}:replay")
        assert (again.status_code, again.json()["code"]) == (429, "too_many_requests")
        assert int(again.headers["retry-after"]) <= 60
    assert len({got.headers["webhook-id"] for got in receiver.got}) == 1


async def test_one_that_hangs_times_out_and_holds_up_nobody(happen, open_hook, receiver, sending, ended, log):
    await happen(bound())
    receiver.answers["/hang"] = [HANG]
    hanging, quick = await open_hook("/hang"), await open_hook("/quick")
    async with sending(total=30, concurrency=2):
        for _ in range(5):
            await happen(charge(), payment())
        await ended(quick, 10)
        assert all(item["state"] == "pending" for item in await log(hanging))
        receiver.hang_up()
    assert receiver.most_at_once == {"/hang": 1, "/quick": 1}


async def test_slow_ones_leave_room(happen, open_hook, receiver, sending, ended, database):
    await happen(bound())
    hooks = [await open_hook(f"/hang{number}") for number in range(3)]
    for number in range(3):
        receiver.answers[f"/hang{number}"] = [HANG]
    async with database.session() as session:
        await session.execute(update(Webhook).values(is_slow=True))
    quick = await open_hook("/quick")
    await happen(charge())
    async with sending(total=30, concurrency=2):
        await ended(quick)
        assert len([got for got in receiver.got if got.path != "/quick"]) <= 1
        receiver.hang_up()
    assert len(hooks) == 3


async def test_a_timeout_and_a_drip_are_told_as_they_are(happen, open_hook, receiver, sending, ended):
    await happen(bound())
    hanging, dripping = await open_hook("/hang"), await open_hook("/drip")
    receiver.answers |= {"/hang": [HANG], "/drip": [DRIP]}
    await happen(charge())
    async with sending(delays=[], total=1.5):
        (item,) = await ended(hanging)
        assert (item["state"], item["attempts"][0]["error"]) == ("failed", "timeout")
        (item,) = await ended(dripping)
        assert (item["state"], item["attempts"][0]["status"]) == ("delivered", 200)


async def test_410_disables_and_tells_the_owner(happen, open_hook, receiver, sending, eventually, call, ended):
    await happen(bound(), identity.EmailConfirmed(user_id=ANNA, email="anna@test.ru"))
    hook = await open_hook()
    receiver.answers["/"] = [410]
    await happen(charge())

    async def disabled():
        return (await call("GET", f"/webhooks/{hook['id']}")).json()["state"] == "disabled"

    async with sending():
        await eventually(disabled, 60)
        assert ("webhook_stopped", "anna@test.ru") in await happen(payment())
        refused = await call("POST", f"/webhooks/{hook['id']}:test")
        assert (refused.status_code, refused.json()["code"]) == (409, "webhook_paused")
        assert len(receiver.got) == 1
        receiver.answers["/"] = [200]
        assert (await call("POST", f"/webhooks/{hook['id']}:resume")).json()["state"] == "active"
        assert [item["state"] for item in await ended(hook, 2)] == ["delivered"] * 2  # what waited goes


async def test_days_of_failures_pause_it(happen, open_hook, receiver, sending, eventually, call, database):
    await happen(bound(), identity.EmailConfirmed(user_id=ANNA, email="anna@test.ru"))
    hook = await open_hook()
    receiver.answers["/"] = [500]
    async with database.session() as session:
        await session.execute(update(Webhook).values(failing_since=datetime.now(UTC) - timedelta(days=6), failures=9))
    await happen(charge())

    async def state():
        told = (await call("GET", f"/webhooks/{hook['id']}")).json()
        return (told["state"], told["reason"]) == ("paused", "failing")

    async with sending():
        await eventually(state, 60)
    assert ("webhook_stopped", "anna@test.ru") in await happen()


async def test_after_unbinding_nothing_more_goes_out(happen, open_hook, receiver, sending, ended, log, call, database):
    await happen(bound())
    hook = await open_hook(events=["charge.posted", "contract.unbound"])
    await happen(charge(), unbound().model_copy(update={"occurred_at": datetime.now(UTC)}), charge())
    async with sending():
        (item,) = await ended(hook)  # the farewell, and nothing else to be seen
        assert item["type"] == "contract.unbound"
    assert [json.loads(got.body)["type"] for got in receiver.got] == ["contract.unbound"]
    async with database.session() as session:
        rows = (await session.scalars(select(HookDelivery).order_by(HookDelivery.id))).all()
        assert [(row.type, row.state) for row in rows] == [
            ("charge.posted", "dropped"),
            ("contract.unbound", "delivered"),
        ]
    dropped = f"/webhooks/{hook['id']}/deliveries/{rows[0].id}"
    assert (await call("GET", dropped)).status_code == 404
    assert (await call("POST", f"{dropped}:replay")).status_code == 404


async def test_roles_are_told_what_they_may_read(happen, open_hook, receiver, sending, ended, log):
    await happen(bound(), joined("engineer"))
    hook = await open_hook("/olga", ["charge.posted", "window.opened"], user_id=OLGA)
    await happen(charge(), window())
    async with sending():
        (item,) = await ended(hook, user_id=OLGA)
        assert item["type"] == "window.opened"
        await happen(role_changed("accountant"), charge())
        await ended(hook, 2, user_id=OLGA)
        await happen(left("removed"), charge(), payment())
    assert len(receiver.got) == 2
    assert await log(hook, OLGA) == []


async def test_only_the_contracts_and_events_that_were_chosen(happen, open_hook, receiver, sending, ended, call):
    other = "78078078078011"
    await happen(bound(), bound(contract_number=other, binding_id=uuid4()))
    hook = await open_hook(contract_numbers=[other])
    await happen(charge(), charge(contract_number=other), window(contract_number=other))
    async with sending():
        (item,) = await ended(hook)
    assert item["contract_number"] == other
    body = {"name": "x", "url": receiver.url(), "events": ["charge.posted"], "contract_numbers": ["78078078078099"]}
    refused = await call("POST", "/webhooks", json=body)
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "/contract_numbers/0"


async def test_history_is_not_told(happen, open_hook, log):
    await happen(bound())
    hook = await open_hook()
    await happen(charge(occurred_at=datetime.now(UTC) - timedelta(days=1)))
    assert await log(hook) == []


async def test_a_paused_one_waits_and_a_rotated_one_signs_twice(happen, open_hook, receiver, sending, ended, call):
    await happen(bound())
    hook = await open_hook()
    assert (await call("POST", f"/webhooks/{hook['id']}:pause")).json()["reason"] == "owner"
    await happen(charge())
    async with sending():
        rotated = (await call("POST", f"/webhooks/{hook['id']}:rotate-secret")).json()
        assert rotated["secret"] != hook["secret"]
        assert datetime.fromisoformat(rotated["previous_secret_until"]) > datetime.now(UTC) + timedelta(hours=23)
        assert receiver.got == []
        await call("POST", f"/webhooks/{hook['id']}:resume")
        await ended(hook)
    (got,) = receiver.got
    assert verify(got, hook["secret"])
    assert verify(got, rotated["secret"])


async def test_a_test_message(open_hook, receiver, sending, ended, call):
    hook = await open_hook()
    sent = await call("POST", f"/webhooks/{hook['id']}:test")
    assert (sent.status_code, sent.json()["type"]) == (202, "webhook.test")
    async with sending():
        (item,) = await ended(hook)
    assert item["id"] == sent.json()["id"]
    assert json.loads(receiver.got[0].body)["contract_number"] is None
    for _ in range(29):
        await call("POST", f"/webhooks/{hook['id']}:test")
    assert (await call("POST", f"/webhooks/{hook['id']}:test")).status_code == 429


async def test_an_inside_address_is_not_called_even_by_name(happen, open_hook, receiver, sending, ended, database):
    """As when a name means another address today than it did yesterday."""
    await happen(bound())
    hook = await open_hook()
    async with database.session() as session:
        await session.execute(update(Webhook).values(url=f"https://localtest.me:{receiver.port}/"))
    await happen(charge())
    async with sending(delays=[], loopback=False):
        (item,) = await ended(hook)
    assert item["attempts"][0]["error"] in {"refused_address", "unknown_host"}
    assert receiver.got == []


async def test_a_sender_that_was_killed_loses_nothing(happen, open_hook, receiver, sending, ended, database):
    await happen(bound())
    hook = await open_hook()
    await happen(charge())
    async with database.session() as session:  # as it left things: leased, the try written down, no result
        await session.execute(update(Webhook).values(leased_until=datetime.now(UTC) + SECONDS))
        await session.execute(update(HookDelivery).values(attempt=1))
    async with sending():
        (item,) = await ended(hook)
    assert len(receiver.got) == len(item["attempts"]) == 1


async def test_two_loops_share_the_work(happen, open_hook, receiver, sending, ended):
    await happen(bound())
    hooks = [await open_hook(f"/{number}") for number in range(3)]
    await happen(*(charge() for _ in range(4)))
    async with sending(), sending():
        for hook in hooks:
            await ended(hook, 4)
    assert len(receiver.got) == 12
    assert set(receiver.most_at_once.values()) == {1}


async def test_a_closed_account_has_no_webhooks(happen, open_hook, database):
    await happen(bound())
    await open_hook()
    await happen(charge(), identity.UserClosed(user_id=ANNA, reason="owner"))
    async with database.session() as session:
        assert (await session.scalars(select(Webhook.id))).all() == []
        assert (await session.scalars(select(HookDelivery.id))).all() == []


async def test_the_log_is_kept_for_30_days(happen, open_hook, log, database):
    await happen(bound())
    hook = await open_hook()
    await happen(charge(), payment())
    newer, older = await log(hook)
    async with database.session() as session:
        long_ago = datetime.now(UTC) - timedelta(days=31)
        await session.execute(
            update(HookDelivery).where(HookDelivery.id == UUID(older["id"])).values(created_at=long_ago)
        )
    await Sweeper(database, timedelta(days=365)).sweep()
    assert [item["id"] for item in await log(hook)] == [newer["id"]]


async def test_the_secret_stands_nowhere(happen, open_hook, call, sending, ended, database, capfd):
    await happen(bound(), identity.EmailConfirmed(user_id=ANNA, email="anna@test.ru"))
    hook = await open_hook()
    await happen(charge())
    async with sending():
        await ended(hook)
    secret = hook["secret"].removeprefix("whsec_")
    assert secret not in (await call("GET", f"/webhooks/{hook['id']}")).text + (await call("GET", "/webhooks")).text
    async with database.session() as session:
        for table in ("webhooks", "webhook_deliveries", "deliveries", "outbox"):
            rows = (await session.execute(text(f"SELECT t::text FROM {table} t"))).scalars().all()
            shown = "".join(rows)
            assert secret not in shown
            assert b64decode(secret).hex() not in shown
    printed = capfd.readouterr()
    assert secret not in printed.out + printed.err


async def test_a_stranger_finds_nothing(happen, open_hook, call, log):
    await happen(bound())
    hook = await open_hook()
    await happen(charge())
    (item,) = await log(hook)
    stranger, body = uuid4(), {"name": "x", "url": "https://hooks.example.ru/", "events": ["charge.posted"]}
    paths = [
        ("GET", ""), ("PUT", ""), ("DELETE", ""), ("POST", ":pause"), ("POST", ":resume"), ("POST", ":rotate-secret"),
        ("POST", ":test"), ("GET", "/deliveries"), ("GET", f"/deliveries/{item['id']}"),
        ("POST", f"/deliveries/{item['id']}:replay"),
    ]  # fmt: skip
    for method, path in paths:
        sent = {"json": body} if method == "PUT" else {}
        for webhook_id in (hook["id"], uuid4(), "x"):
            answer = await call(method, f"/webhooks/{webhook_id}{path}", stranger, **sent)
            assert (answer.status_code, answer.json()["code"]) == (404, "not_found"), path
        assert (await call(method, f"/webhooks/{hook['id']}{path}", None, **sent)).status_code == 401
    assert (await call("GET", "/webhooks", stranger)).json() == {"items": [], "next_cursor": None}
    assert (await call("POST", f"/webhooks/{hook['id']}/deliveries/{uuid4()}:replay")).status_code == 404


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("https://10.0.0.1/", "private_address"),
        ("https://169.254.169.254/", "private_address"),
        ("https://[::ffff:10.0.0.1]/", "private_address"),
        ("https://billing-api/", "private_address"),
        ("http://hooks.example.ru/", "not_https"),
        ("https://u:p@hooks.example.ru/", "bad_url"),
        ("nonsense", "bad_url"),
    ],
)
async def test_addresses_that_may_not_be_called(call, url, code):
    answer = await call("POST", "/webhooks", json={"name": "x", "url": url, "events": ["charge.posted"]})
    assert answer.status_code == 422
    assert [(one["pointer"], one["code"]) for one in answer.json()["errors"]] == [("/url", code)]


async def test_ten_and_no_more(open_hook, call, receiver):
    hooks = [await open_hook() for _ in range(10)]
    body = {"name": "x", "url": receiver.url(), "events": ["charge.posted"]}
    refused = await call("POST", "/webhooks", json=body)
    assert (refused.status_code, refused.json()["code"]) == (409, "too_many_webhooks")
    assert (await call("DELETE", f"/webhooks/{hooks[0]['id']}")).status_code == 204
    changed = await call("PUT", f"/webhooks/{hooks[1]['id']}", json=body | {"events": ["arrears.changed"]})
    assert changed.json()["events"] == ["arrears.changed"]
    assert len((await call("GET", "/webhooks")).json()["items"]) == 9


async def test_a_token_has_nothing_sent_that_it_could_not_read(call, open_hook, receiver):
    hook = await open_hook()
    body = {"name": "x", "url": receiver.url(), "events": ["charge.posted", "reading.accepted"]}
    manage = ["webhooks:read", "webhooks:write"]
    refused = await call("POST", "/webhooks", json=body, scopes=[*manage, "readings:read"])
    assert (refused.status_code, refused.json()["scope"]) == (403, "billing:read")
    assert (await call("POST", "/webhooks", json=body, scopes=["billing:read"])).json()["scope"] == "webhooks:write"
    assert (
        await call("POST", "/webhooks", json=body, scopes=[*manage, "readings:read", "billing:read"])
    ).status_code == 201
    for method, path in (("PUT", ""), ("POST", ":rotate-secret"), ("GET", "/deliveries")):
        sent = {"json": body | {"events": ["reading.accepted"]}} if method == "PUT" else {}
        answer = await call(method, f"/webhooks/{hook['id']}{path}", scopes=[*manage, "readings:read"], **sent)
        assert (answer.status_code, answer.json()["scope"]) == (403, "billing:read"), path
    assert (await call("GET", "/deliveries", scopes=manage)).status_code == 403
