"""`python -m events.contracts [--write]`: check the committed contracts, or bring them up to date."""

import argparse
import sys
from pathlib import Path

from events.contracts.files import refresh, stale

_ROOT = Path(__file__).parents[5]


def main() -> int:
    """0 when everything is, or was brought, up to date; 1 with the reasons otherwise."""
    parser = argparse.ArgumentParser(prog="python -m events.contracts", description=__doc__)
    parser.add_argument("--write", action="store_true", help="write what is stale, unless it would break a reader")
    parser.add_argument("--root", type=Path, default=_ROOT, help="the repository")
    arguments = parser.parse_args()
    problems = refresh(arguments.root) if arguments.write else stale(arguments.root)
    sys.stdout.writelines(f"{problem}\n" for problem in problems)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
