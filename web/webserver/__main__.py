"""`python -m webserver`: WEB_HTTP_PORT for the pages, WEB_OPS_PORT for /livez, /readyz and /metrics."""

import asyncio
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from chassis.health import OpsServer

from webserver.pages import Pages

FOLDER = Path(__file__).resolve().parents[1] / "dist"


class _Server(uvicorn.Server):
    """Leaves the signals to us: uvicorn would raise them again and spoil the exit code."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def serve(folder: Path, host: str, port: int, ops_port: int) -> None:
    """Until SIGTERM or SIGINT."""
    config = uvicorn.Config(
        Pages(folder), host=host, port=port, interface="asgi3", lifespan="off", http="httptools", ws="none",
        log_level="warning", access_log=False, server_header=False, proxy_headers=False, timeout_graceful_shutdown=5,
    )  # fmt: skip
    server = _Server(config)
    ops = OpsServer({})

    def stop() -> None:
        server.should_exit = ops.stopping = True

    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop)
    async with ops.serving(host, ops_port):
        await server.serve()


if __name__ == "__main__":
    asyncio.run(
        serve(
            Path(os.environ.get("WEB_FOLDER", FOLDER)),
            os.environ.get("WEB_HTTP_HOST", "127.0.0.1"),
            int(os.environ["WEB_HTTP_PORT"]),
            int(os.environ["WEB_OPS_PORT"]),
        )
    )
