"""The parts of the local stack are fixtures everywhere; what is logged in a test is one line of JSON."""

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
