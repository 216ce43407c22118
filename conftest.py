"""The parts of the local stack are fixtures everywhere; what is logged in a test is one line of JSON.

`pytest -n 2 --dist loadgroup` runs two lanes: the stories share one running stack in one lane and the browser's tests
another, so that nobody kills another's processes; every other file goes whole to whichever lane is free.
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

TESTS = Path(__file__).parent / "tests"


@pytest.hookimpl(tryfirst=True)  # xdist reads the marks in the same hook
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Names what stays together: the tests of one stack, else those of one file."""
    for item in items:
        together = item.path.parent if item.path.is_relative_to(TESTS) else item.path
        item.add_marker(pytest.mark.xdist_group(str(together)))
