"""The parts of the local stack are fixtures everywhere."""

pytest_plugins = ["localrun.testing"]
