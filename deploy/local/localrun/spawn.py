"""Starting children that can not outlive us."""

import ctypes
import os
import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

_libc = ctypes.CDLL(None, use_errno=True)
_CLONE_NEWUSER = 0x10000000
_PR_SET_PDEATHSIG = 1


def spawn(
    argv: Sequence[str],
    *,
    log: Path,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    death_signal: int = signal.SIGKILL,
    as_nobody: bool = False,
    stdin: int = subprocess.DEVNULL,
) -> subprocess.Popen[bytes]:
    """Start a process in its own session, with its output appended to `log`.

    The kernel sends it `death_signal` when the thread that called us ends in any way, so call it from the main thread;
    0 is none.
    `as_nobody` gives root's child a user namespace where it is nobody (PostgreSQL refuses to run as root).
    """
    with log.open("ab") as output:
        return subprocess.Popen(  # noqa: S603 - the callers' own commands
            argv,
            env=env,
            cwd=cwd,
            stdin=stdin,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_child_setup(death_signal, as_nobody=as_nobody),  # noqa: PLW1509 - only system calls in it
        )


def run_to_end(argv: Sequence[str], *, as_nobody: bool = False) -> subprocess.CompletedProcess[str]:
    """Run a short command that ends with us too; its output is captured."""
    setup = _child_setup(signal.SIGKILL, as_nobody=as_nobody)
    return subprocess.run(argv, capture_output=True, text=True, check=False, preexec_fn=setup)  # noqa: S603


def become_nobody() -> None:
    """Enter a user namespace without mapped ids when we are root: files stay ours, the user is nobody."""
    if os.geteuid() == 0 and _libc.unshare(_CLONE_NEWUSER) != 0:
        raise OSError(ctypes.get_errno(), "user namespaces are not allowed here")


def die_with_parent(death_signal: int) -> None:
    """Ask the kernel for `death_signal` when the thread that started this process ends."""
    _libc.prctl(_PR_SET_PDEATHSIG, death_signal)


def _child_setup(death_signal: int, *, as_nobody: bool) -> Callable[[], None]:
    parent = os.getpid()

    def setup() -> None:
        if as_nobody:
            become_nobody()
        die_with_parent(death_signal)  # after the namespace: changing credentials clears it
        if os.getppid() != parent:
            os._exit(1)

    return setup


def can_become_nobody() -> bool:
    """Whether this kernel lets us."""
    try:
        return run_to_end(["true"], as_nobody=True).returncode == 0
    except subprocess.SubprocessError:
        return False
