"""What goes wrong for a reason that the person at the console can do something about."""

import errno


class StartError(Exception):
    """Its text is one sentence for the console."""


def in_one_sentence(error: BaseException) -> str:
    """Any failure as a sentence; a full disk has its own."""
    if isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return "The disk is full: make room (`make clean` removes all local data) and run `make up` again."
    if isinstance(error, StartError):
        return str(error)
    return f"{type(error).__name__}: {error}"
