import asyncio

import pytest
from metering.clients.files.kinds import kind_of
from metering.clients.files.refusal import FileRefusedError
from metering.clients.parser import Parser

# The child imports what it runs, so `exec` of the "file" stands for a parser that misbehaves.
BUSY = b"import time\nuntil = time.monotonic() + 0.5\nwhile time.monotonic() < until: pass"


async def test_a_file_is_parsed_in_another_process_and_the_loop_stays_free() -> None:
    parser = Parser()
    await parser.run(bytes.upper, b"started")
    task = asyncio.ensure_future(parser.run(exec, BUSY))
    turns = 0
    while not task.done():
        await asyncio.sleep(0.001)
        turns += 1

    assert turns > 20  # the file holds its own process for half a second; held itself, the loop would turn twice
    await parser.close()


async def test_a_refusal_comes_back_with_its_words() -> None:
    parser = Parser()
    with pytest.raises(FileRefusedError) as caught:
        await parser.run(kind_of, b"")

    assert (caught.value.code, caught.value.ru) == ("empty_file", "Файл пуст.")
    await parser.close()


@pytest.mark.parametrize("hostile", [b"bytes(3 * 2**30)", b"import os; os._exit(1)"])
async def test_a_file_that_kills_its_parser_is_unreadable_and_the_next_one_is_read(hostile: bytes) -> None:
    parser = Parser()
    with pytest.raises(FileRefusedError) as caught:
        await parser.run(exec, hostile)

    assert caught.value.code == "unreadable"
    assert await parser.run(bytes.upper, b"again") == b"AGAIN"
    await parser.close()


async def test_a_caller_that_gives_up_leaves_no_answer_for_the_next() -> None:
    parser = Parser()
    given_up = asyncio.ensure_future(parser.run(exec, BUSY))
    await asyncio.sleep(0)
    given_up.cancel()
    with pytest.raises(asyncio.CancelledError):
        await given_up

    assert await parser.run(bytes.upper, b"next") == b"NEXT"
    await parser.close()


async def test_what_a_file_runs_sees_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://secret")
    parser = Parser()
    with pytest.raises(KeyError):
        await parser.run(exec, b"import os; os.environ['DATABASE_URL']")
    await parser.close()
