"""The examples of docs/integration.md do what they say, on the running system."""

import itertools
import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from string import Template
from typing import Any
from uuid import uuid4

import pytest
from stack.billing import Account, charge
from stack.topics import send

GUIDE = (Path(__file__).parents[2] / "docs" / "integration.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    """The guide's example in this language."""
    (found,) = re.findall(rf"^```{language}\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)
    return str(found)


@pytest.fixture(scope="module")
def account(http, letters, registry) -> Account:
    from stack.people import Customer  # noqa: PLC0415

    customer = Customer(http, letters).settle()
    number, email = registry.register()
    customer.bind(number, email)
    account = Account(customer, number)
    account.wait("balance", lambda balance: balance["balance"] == "0.00")
    return account


@pytest.fixture
def environment(stack: Any, account: Account) -> dict[str, str]:
    client = stack["service_clients"]["billing"]
    return {
        **os.environ,
        "BOOTSTRAP": stack["kafka_bootstrap"],
        "GATEWAY": stack["gateway"],
        "NUMBER": account.number,
        "ID": str(uuid4()),
        "CLIENT_ID": client["client_id"],
        "CLIENT_SECRET": client["client_secret"],
    }


def charges(account: Account) -> set[str]:
    return {one["source_id"] for one in account.read("charges")["items"]}


def test_the_python_example(account, environment):
    subprocess.run([sys.executable, "-W", "error", "-c", block("python")], env=environment, check=True, timeout=40)
    account.wait("charges", lambda found: any(one["source_id"] == "CH-PY-1" for one in found["items"]))


def test_the_kcat_example(account, environment):
    """kcat is librdkafka with arguments: its arguments are given to librdkafka here."""
    words = shlex.split(Template(block("sh")).substitute(environment))
    options = list(itertools.pairwise(words))
    headers = dict(value.split("=", 1) for name, value in options if name == "-H")
    (topic,) = (value for name, value in options if name == "-t")
    (key,) = (value for name, value in options if name == "-k")
    body = charge(account.number)
    send(environment["BOOTSTRAP"], topic, key, json.dumps(body).encode(), **headers)
    account.wait("charges", lambda found: any(one["source_id"] == body["source_id"] for one in found["items"]))


def test_the_http_example_twice(account, environment):
    said = [
        subprocess.run(
            ["bash", "-ec", block("bash")], env=environment, check=True, capture_output=True, text=True, timeout=40
        ).stdout
        for _ in range(2)
    ]
    assert [item["status"] for item in json.loads(said[0])["items"]] == ["created"]
    assert said[0] == said[1], "the same Idempotency-Key, the same answer"
    account.wait("payments", lambda found: any(one["amount"] == "1000.00" for one in found["items"]))


def test_1c_is_shown_the_same_calls(nobody):
    addresses = re.findall(r'HTTPЗапрос\("(.+?)"\)', block("bsl"))
    assert len(addresses) == 2
    for address in addresses:
        assert f"$GATEWAY{address}" in block("bash")
