"""The supplier's registry by both doors: what is told once counts once, what is wrong stops nobody else."""

import json
from uuid import uuid4

import pytest
from stack.browser import problem
from stack.people import CONTRACTS
from stack.registry import contract, delivery_point, fresh_number
from stack.topics import send
from stack.waiting import eventually

TOPIC = "supplier.registry.v1"
PARKED = f"{CONTRACTS}/ops/parked"


@pytest.fixture
def publish(bootstrap):
    """Tell a contract over Kafka."""

    def tell(number: str, body: dict | bytes, *, type_: str = "ContractPublished", **headers: str) -> None:
        value = body if isinstance(body, bytes) else json.dumps({"number": number, **body}).encode()
        send(bootstrap, TOPIC, number, value, ce_type=type_, **headers)

    return tell


@pytest.fixture
def parked(operator):
    """Wait until this contract's messages are parked; the entry an operator sees."""

    def wait(number: str) -> dict:
        def found():
            items = operator.get(PARKED).json()["items"]
            return next((item for item in items if item["key"] == number), None)

        return eventually(found, what=f"{number} is parked")

    return wait


def test_a_revision_counts_once_and_only_if_it_is_higher(registry, tap):
    number, body = fresh_number(), contract(revision=2)

    assert registry.put(number, body).json()["status"] == "created"
    assert registry.put(number, body).json()["status"] == "unchanged"
    assert registry.put(number, {**body, "revision": 1, "address": "старый"}).json()["status"] == "unchanged"
    assert registry.put(number, {**body, "revision": 3, "address": "новый"}).status_code == 200

    registered = tap.wait("ContractRegistered", contract_number=number, revision=2)
    changed = tap.wait("ContractChanged", contract_number=number, revision=3)
    assert (registered.key, changed.key) == (number, number)
    assert registered.partition == changed.partition
    assert registered.offset < changed.offset
    for secret in (body["emails"][0], "+78123036969"):
        assert secret.encode() not in registered.value, "no e-mails and no phones in the registry's topic"


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"revision": 0}, "/revision"),
        ({"revision": "two"}, "/revision"),
        ({"party": {"kind": "company", "name": "ООО", "inn": "7802532606", "kpp": None, "ogrn": None}}, "/party/inn"),
        ({"party": {"kind": "club", "name": "ООО", "inn": "7802532605", "kpp": None, "ogrn": None}}, "/party/kind"),
        ({"emails": ["nobody"]}, "/emails/0"),
        ({"surprise": 1}, "/surprise"),
        ({"voltage_level": "XL"}, "/voltage_level"),
        ({"delivery_points": [delivery_point(window={"opens_day": 0, "closes_day": 40})]}, "/delivery_points/0"),
    ],
)
def test_what_is_wrong_is_422_and_says_where(wrong, pointer, registry):
    answer = registry.put(fresh_number(), contract(**wrong))

    assert problem(answer)[0] == 422
    assert answer.json()["errors"][0]["pointer"].startswith(pointer)


def test_in_a_batch_the_wrong_ones_stop_no_other(registry):
    good, twice, bad = fresh_number(), fresh_number(), fresh_number()
    registry.put(twice, contract())

    answer = registry.batch(
        [
            {"number": good, **contract()},
            {"number": bad, **contract(revision=-1)},
            {"number": twice, **contract()},
            {"number": "123", **contract()},
            "garbage",
        ]
    )

    assert answer.status_code == 200
    items = answer.json()["items"]
    assert [item["index"] for item in items] == [0, 1, 2, 3, 4]
    assert [item["status"] for item in items] == ["created", "refused", "unchanged", "refused", "refused"]
    assert [item["problem"] is not None for item in items] == [False, True, False, True, True]
    assert problem(registry.call("POST", f"{CONTRACTS}/integration/contracts:batch", json={"things": []}))[0] == 422


def test_a_contract_told_over_kafka_can_be_bound(settled_customer, publish, tap):
    anna = settled_customer()
    number, body = fresh_number(), contract()

    publish(number, body)
    tap.wait("ContractRegistered", contract_number=number)
    anna.bind(number, body["emails"][0])

    assert anna.contracts() == [number]


def test_the_same_message_again_changes_nothing(publish, tap):
    number, body = fresh_number(), contract()
    event_id = str(uuid4())

    publish(number, body, ce_id=event_id)
    publish(number, body, ce_id=event_id)
    publish(number, body)
    publish(number, contract(revision=2))

    tap.wait("ContractChanged", contract_number=number, revision=2)
    events = [record.type for record in tap.records() if record.key == number]
    assert events == ["ContractRegistered", "ContractChanged"]


def test_bad_messages_are_parked_with_their_reason_and_others_go_on(publish, parked, tap, bootstrap):
    bad = {
        "undecodable": (b"{", {}),
        "an unknown type": (contract(), {"type_": "ContractVanished"}),
        "unknown fields": (contract(surprise=1), {}),
        "refused": (contract(party={**contract()["party"], "inn": "7802532606"}), {}),
    }
    numbers = {name: fresh_number() for name in bad}
    for name, (body, options) in bad.items():
        publish(numbers[name], body, **options)
    anonymous = fresh_number()
    send_without_id(bootstrap, anonymous)
    good = [fresh_number() for _ in range(20)]
    for number in good:  # in every partition
        publish(number, contract())

    for number in good:
        tap.wait("ContractRegistered", contract_number=number)
    for number in [*numbers.values(), anonymous]:
        entry = parked(number)
        assert entry["topic"] == TOPIC
        assert entry["reason"]
        assert entry["parked_at"]


def send_without_id(bootstrap: str, number: str) -> None:
    value = json.dumps({"number": number, **contract()}).encode()
    send(bootstrap, TOPIC, number, value, ce_type="ContractPublished", ce_id=None)


def test_later_messages_wait_behind_a_parked_one_until_an_operator_decides(publish, parked, operator, tap):
    number = fresh_number()
    publish(number, contract(revision=1, party={**contract()["party"], "inn": "7802532606"}))
    entry = parked(number)
    publish(number, contract(revision=2))
    eventually(lambda: parked(number)["behind"] == 1, what="the later one waits")
    assert not any(record.key == number for record in tap.records())

    retried = operator.post(f"{PARKED}/{entry['id']}:retry", {"reason": "проверка"})
    assert retried.status_code == 204
    assert parked(number)["behind"] == 1, "it fails again and still stands first"
    assert operator.post(f"{PARKED}/{entry['id']}:drop", {}).status_code == 422, "a reason is needed"
    dropped = operator.post(f"{PARKED}/{entry['id']}:drop", {"reason": "ошибка в реестре"})
    assert dropped.status_code == 204

    tap.wait("ContractRegistered", contract_number=number, revision=2)
    eventually(
        lambda: all(item["key"] != number for item in operator.get(PARKED).json()["items"]), what="nothing is parked"
    )


@pytest.mark.parametrize("path", ["{id}:retry", "{id}:drop"])
def test_there_is_no_such_parked_key(path, operator):
    for made_up in (str(uuid4()), "0", "x"):
        answer = operator.post(f"{PARKED}/{path.format(id=made_up)}", {"reason": "проверка"})
        assert answer.status_code in {404, 422}
