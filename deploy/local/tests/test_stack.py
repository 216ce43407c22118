"""One stack, from its first start to its end, and its second run. The tests are one story: they run in this order."""

import json
import os
import re
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest
from localrun.home import Home
from localrun.ports import SERVICES
from localrun.waiting import wait_until

PROCESSES = {f"{service}.{process}" for service in SERVICES for process in ("api", "worker")}
EVERYTHING = PROCESSES | {"postgres", "kafka", "mailbox", "gateway", "web"}


class Console:
    """Somebody who runs `localrun` in a folder of his own."""

    def __init__(self, directory: Path) -> None:
        self.home = Home(directory / "with a space" / ".cabinet")
        self.home.path.parent.mkdir()
        self.output = directory / "output"
        self.up: subprocess.Popen[bytes] | None = None

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "localrun", "--home", str(self.home.path), *arguments]

    def start(self) -> float:
        begun = time.monotonic()
        with self.output.open("wb") as output:
            self.up = subprocess.Popen(self.command("up", "--test", "--bound"), stdout=output, stderr=subprocess.STDOUT)
        wait_until(self.is_ready, seconds=60, what=f"ready: {self.output.read_text()}")
        return time.monotonic() - begun

    def is_ready(self) -> bool:
        assert self.up is not None
        assert self.up.poll() is None, self.output.read_text()
        return bool(self.stack.get("ready"))

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(self.command(*arguments), capture_output=True, text=True, timeout=60, check=False)

    def wait_gone(self, seconds: float) -> None:
        wait_until(lambda: not self.home.processes(), seconds=seconds, what="every process has ended")

    @property
    def stack(self) -> dict[str, Any]:
        return self.home.stack()


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Console]:
    someone = Console(tmp_path_factory.mktemp("console"))
    someone.start()
    yield someone
    if someone.up is not None and someone.up.poll() is None:
        someone.up.terminate()
        someone.up.wait(60)


@pytest.fixture
def stack(console: Console) -> dict[str, Any]:
    wait_until(console.is_ready, seconds=60, what="the stack is ready")
    return console.stack


def test_the_stack_describes_itself(console: Console, stack: dict[str, Any]) -> None:
    assert set(stack["processes"]) == EVERYTHING
    assert set(stack["processes"].values()) <= set(console.home.processes())
    assert stack["broker"] == "kafka"
    assert set(stack["databases"]) == set(SERVICES)
    assert {"email", "password"} == set(stack["demo_user"]) == set(stack["operator"])
    assert set(stack["service_clients"]) == {"registry", "billing"}
    assert len(stack["demo_contracts"]) >= 8


def test_nobody_else_reads_it(console: Console, stack: dict[str, Any]) -> None:
    assert stat.S_IMODE(console.home.path.stat().st_mode) == 0o700
    assert stat.S_IMODE(console.home.stack_file.stat().st_mode) == 0o600
    assert stat.S_IMODE(console.home.secrets_file.stat().st_mode) == 0o600


def test_secrets_are_in_no_command_line(console: Console, stack: dict[str, Any]) -> None:
    secrets = re.findall(r'"([\w=+/-]{16,})"', console.home.secrets_file.read_text())
    lines = [Path(f"/proc/{pid}/cmdline").read_text() for pid in console.home.processes()]
    assert secrets
    assert not [secret for secret in secrets for line in lines if secret in line]


def test_everything_listens_on_the_loopback_address_only(stack: dict[str, Any]) -> None:
    listening = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    addresses = {row[1] for row in listening if row[3] == "0A"}
    ours = {f"{port:04X}" for port in stack["ports"].values()}
    assert {address.split(":")[0] for address in addresses if address.split(":")[1] in ours} == {"0100007F"}


@pytest.mark.parametrize("other", ["postgres", "contracts", "template1"])
async def test_a_role_may_connect_to_its_own_database_only(stack: dict[str, Any], other: str) -> None:
    url = stack["databases"]["billing"]
    await (await asyncpg.connect(url)).close()
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await asyncpg.connect(f"{url.rsplit('/', 1)[0]}/{other}")


async def test_a_wrong_password_is_refused(stack: dict[str, Any]) -> None:
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(stack["databases"]["billing"], password="guess")


def test_the_demo_user_has_made_the_journey(stack: dict[str, Any]) -> None:
    assert len(contracts_of_demo_user(stack)) == 1


@pytest.mark.parametrize(
    ("name", "how"),
    [
        ("identity.api", signal.SIGKILL),
        ("notifier.worker", signal.SIGTERM),
        ("mailbox", signal.SIGKILL),
        ("gateway", signal.SIGTERM),
        ("kafka", signal.SIGKILL),
        ("postgres", signal.SIGTERM),
        ("postgres", signal.SIGKILL),
    ],
)
def test_a_process_that_ends_is_back(console: Console, stack: dict[str, Any], name: str, how: signal.Signals) -> None:
    before = stack["processes"][name]
    os.kill(before, how)

    def back() -> bool:
        renewed = console.stack["processes"].get(name, before) != before
        return renewed and console.is_ready() and f"{name} is back" in console.output.read_text()

    wait_until(back, seconds=60, what=f"{name} is back")  # 20 on a machine that is not overloaded by other tests


def test_the_zygote_may_end_too(console: Console, stack: dict[str, Any]) -> None:
    parent = Path(f"/proc/{stack['processes']['web']}/stat").read_text().split()[3]
    os.kill(int(parent), signal.SIGKILL)
    wait_until(lambda: console.stack["processes"]["web"] != stack["processes"]["web"], seconds=60, what="web is back")
    wait_until(console.is_ready, seconds=60, what="everything is back")


def test_a_second_start_says_that_one_is_running(console: Console, stack: dict[str, Any]) -> None:
    second = console.run("up", "--test")
    assert second.returncode == 1
    assert second.stderr.startswith(f"The stack is already running at {stack['gateway']}")
    assert second.stderr.count("\n") == 1


def test_the_doctor_finds_it_well(console: Console, stack: dict[str, Any]) -> None:
    answer = console.run("doctor")
    assert answer.returncode == 0, answer.stdout
    assert stack["gateway"] in answer.stdout


def test_nothing_outlives_a_killed_supervisor(console: Console, stack: dict[str, Any]) -> None:
    assert console.up is not None
    console.up.kill()
    console.up.wait()
    console.wait_gone(5)


def test_the_next_start_goes_on_with_the_same_data(console: Console) -> None:
    before = json.loads(console.home.secrets_file.read_text())
    console.start()
    assert json.loads(console.home.secrets_file.read_text()) == before
    assert len(contracts_of_demo_user(console.stack)) == 1
    assert httpx.get(f"{console.stack['mailbox']}api/v1/messages").json()["total"] >= 2


def test_an_interrupt_ends_every_process_in_order(console: Console) -> None:
    assert console.up is not None
    console.up.send_signal(signal.SIGINT)
    assert console.up.wait(30) == 0
    assert console.home.processes() == []
    assert "Traceback" not in console.output.read_text()
    assert console.stack["ready"] is False


def test_down_ends_a_stack_of_another_console(console: Console) -> None:
    console.start()
    assert console.run("down").returncode == 0
    assert console.home.processes() == []
    assert "no stack is running" in console.run("down").stdout


def contracts_of_demo_user(stack: dict[str, Any]) -> list[dict[str, Any]]:
    with httpx.Client(base_url=stack["gateway"], headers={"X-Portal": "1"}) as client:
        answer = client.post("/api/identity/v1/auth/login", json=stack["demo_user"]).raise_for_status()
        client.headers["Cookie"] = answer.headers["set-cookie"].split(";")[0]
        items: list[dict[str, Any]] = client.get("/api/contracts/v1/contracts").raise_for_status().json()["items"]
        return items
