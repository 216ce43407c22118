"""Writes `domain/common_passwords.txt`: what people are known to choose first, and the patterns they choose by.

`common_words.txt` has words that stand at the head of every published list of leaked passwords, and the Russian
ones of the same kind: they come in three spellings, as they are, typed in the Latin layout, and transliterated.
Run it and commit the result.
"""

from itertools import chain
from pathlib import Path

HERE = Path(__file__).parent
TARGET = HERE.parent / "src/identity/domain/common_passwords.txt"
HEADER = "# Common passwords, folded; made by tools/make_common_passwords.py\n"
SHORTEST = 8
LATIN = "f,dult`;pbqrkvyjghcnea[wxio]sm'.z"
CYRILLIC = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
TRANSLIT = "a b v g d e e zh z i y k l m n o p r s t u f h ts ch sh sch . y . e yu ya".replace(".", "").split(" ")


def spellings(word: str) -> list[str]:
    """A Russian word as it is, typed without switching the keyboard, and transliterated."""
    as_typed = word.translate(str.maketrans(CYRILLIC, LATIN))
    return [word, as_typed, "".join(TRANSLIT[CYRILLIC.index(letter)] for letter in word)]


def read_words() -> dict[str, list[str]]:
    """The sections of `common_words.txt`."""
    sections = (HERE / "common_words.txt").read_text("utf-8").removeprefix("[").split("\n[")
    return {name: words.split() for name, _, words in (section.partition("]\n") for section in sections)}


def walks(rows: list[str]) -> set[str]:
    """Runs along the keyboard both ways, and short ones typed twice."""
    lines = [*rows, *(row[::-1] for row in rows)]
    runs = {line[:n] for line in lines for n in range(4, 17)} | {
        line[1 : 1 + n] for line in lines for n in range(4, 11)
    }
    return runs | {run * 2 for run in runs if len(run) <= 6} | {run[:3] * 3 for run in runs}


def digits() -> set[str]:
    """Repeated pairs, digits in pairs, and dates of the kind 01011990."""
    pairs = {f"{a}{b}" * 4 for a in range(10) for b in range(10)}
    in_pairs = {"".join(digit * 2 for digit in "1234567890"[:n]) for n in range(4, 11)}
    days, months = (1, 10, 11, 12), (1, 5, 10, 11, 12)
    dates = {f"{day:02}{month:02}{year}" for day in days for month in months for year in range(1980, 2001)}
    return pairs | in_pairs | dates | {"12344321", "1234554321", "123454321", "12131415", "10203040", "31415926"}


def main() -> None:
    """Write the list."""
    listed = read_words()
    first = [*listed["first"], *chain.from_iterable(map(spellings, listed["first-russian"]))]
    words = [*listed["words"], *chain.from_iterable(map(spellings, listed["words-russian"]))]
    found = {word + suffix for word in first for suffix in ["", word, *listed["suffixes-of-first"]]}
    found |= {word + suffix for word in words for suffix in ["", *listed["suffixes-of-words"]]}
    found |= walks(listed["rows"]) | digits()
    lines = sorted({word.casefold() for word in found if len(word) >= SHORTEST})
    TARGET.write_text(HEADER + "".join(f"{line}\n" for line in lines), "utf-8")


if __name__ == "__main__":
    main()
