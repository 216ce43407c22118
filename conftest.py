"""The parts of the local stack are fixtures everywhere; what is logged in a test is one line of JSON.

`pytest -n 2 --dist loadgroup` runs two lanes: what speaks to the whole running stack is one lane, so that one stack is
started and nobody kills another's processes; every other file goes to whichever lane is free.
"""

from pathlib import Path

import pytest
import structlog

pytest_plugins = ["localrun.testing", "boxed_parts"]

# The default renders every traceback with all locals in colour: seconds per line.
structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.format_exc_info,
        structlog.processors.JSONRenderer(default=str),
    ]
)

STORIES = Path(__file__).parent / "tests"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Names each test's lane."""
    for item in items:
        lane = "stories" if item.path.is_relative_to(STORIES) else str(item.path)
        item.add_marker(pytest.mark.xdist_group(lane))
