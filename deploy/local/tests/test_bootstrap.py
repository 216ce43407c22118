"""The making of the environment, with a stand-in for Python: made once, and what is said when it can not be made."""

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
VENV_FAILS = 'case "$*" in *venv*) echo "ensurepip is not available" >&2; exit 1;; esac'
PIP_FAILS = """
case "$*" in
  *"pip --version"*|*"-m venv"*) ;;
  *"pip install"*) echo "$MESSAGE" >&2; exit 1;;
esac
"""


class Checkout:
    """A folder with the bootstrap and its locks only, and a Python that does what a script says."""

    def __init__(self, path: Path) -> None:
        self.path = path
        shutil.copytree(ROOT / "requirements", path / "requirements")
        (path / "deploy/local").mkdir(parents=True)
        shutil.copy(ROOT / "deploy/local/bootstrap.sh", path / "deploy/local")
        self.calls = path / "calls"

    def bootstrap(self, script: str, **environment: str) -> subprocess.CompletedProcess[str]:
        python = self.path / "python"
        python.write_text(self._stand_in(script))
        python.chmod(stat.S_IRWXU)
        command = ["sh", str(self.path / "deploy/local/bootstrap.sh")]
        known = {**os.environ, "PYTHON": str(python), **environment}
        return subprocess.run(command, env=known, capture_output=True, text=True, check=False)

    def pip_installs(self) -> int:
        return self.calls.read_text().count("pip install")

    def _stand_in(self, script: str) -> str:
        copy = (
            f'mkdir -p .venv/bin; cp "{self.path}/python" .venv/bin/python; echo "VIRTUAL_ENV=$PWD" >.venv/bin/activate'
        )
        real = f'exec "{sys.executable}" "$@"'
        site = f'echo "{self.path}"'
        return f"""#!/bin/sh
echo "$*" >>"{self.calls}"
{script}
case "$*" in
  *"-m venv"*) {copy};;
  *version_info*) {real};;
  *sysconfig*) {site};;
esac
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path / "a folder")


def test_it_is_made_once(checkout: Checkout) -> None:
    assert checkout.bootstrap("").returncode == 0
    assert checkout.bootstrap("").returncode == 0
    assert checkout.pip_installs() == 1
    assert str(checkout.path / "libs/events/src") in (checkout.path / "cabinet.pth").read_text().splitlines()


def test_it_is_made_again_when_the_locks_change(checkout: Checkout) -> None:
    checkout.bootstrap("")
    with (checkout.path / "requirements/local.txt").open("a") as lock:
        lock.write("# changed\n")
    checkout.bootstrap("")
    assert checkout.pip_installs() == 2


def test_interrupted_it_goes_on(checkout: Checkout) -> None:
    assert checkout.bootstrap('case "$*" in *"pip install"*) kill -9 $$;; esac').returncode != 0
    shutil.rmtree(checkout.path / ".venv")
    (checkout.path / ".venv").mkdir()
    assert checkout.bootstrap("").returncode == 0


@pytest.mark.parametrize(
    ("script", "message", "said"),
    [
        ("exit 1", "", "is not Python 3.11 or newer"),
        (VENV_FAILS, "", "has no venv module"),
        (PIP_FAILS, "Failed to establish a new connection: [Errno 111] Connection refused", "no package index answers"),
        (PIP_FAILS, "OSError: [Errno 28] No space left on device", "The disk is full"),
        (PIP_FAILS, "THESE PACKAGES DO NOT MATCH THE HASHES", "is not the locked one"),
    ],
)
def test_what_is_wrong_is_one_sentence(checkout: Checkout, script: str, message: str, said: str) -> None:
    answer = checkout.bootstrap(script, MESSAGE=message)
    assert answer.returncode == 1
    assert said in answer.stderr.splitlines()[-1]
