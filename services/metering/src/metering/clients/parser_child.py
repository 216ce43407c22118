"""The process that files are parsed in: `python -m metering.clients.parser_child`.

Takes pickled (function, bytes) on standard input; answers each by the length of what follows (8 bytes) and a pickled
(done, outcome or exception). Imports nothing but what it is asked to run, and ends when who asks is gone.
"""

import os
import pickle
import resource
import sys
from collections.abc import Callable

MEMORY = 2 * 2**30


def main() -> None:
    """Answer until standard input ends."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    questions, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not get between the answers
    while True:
        try:
            parse, data = pickle.load(questions)  # noqa: S301 - written by the service itself
        except EOFError:
            return
        answer = _answer(parse, data)
        answers.write(len(answer).to_bytes(8, "big") + answer)
        answers.flush()


def _answer(parse: Callable[[bytes], object], data: bytes) -> bytes:
    try:
        return pickle.dumps((True, parse(data)))
    except Exception as error:  # noqa: BLE001 - goes to who asked
        return pickle.dumps((False, error))


if __name__ == "__main__":
    main()
