"""`python -m localrun`."""

import signal

signal.signal(signal.SIGINT, signal.SIG_DFL)  # until there is something to stop, an interrupt just ends us

from localrun.cli import main  # noqa: E402

main()
