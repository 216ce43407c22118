"""`python -m localrun.mailbox <data> <smtp port> <http port>`: letters in by SMTP, out under http://…/mail."""

import asyncio
import sys
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route

from localrun.mailbox.api import api_routes
from localrun.mailbox.letters import LetterBox
from localrun.mailbox.pages import page_routes
from localrun.mailbox.smtp import Door


async def livez(_request: Request) -> Response:
    """Says that the process is well; whether it receives letters is what `faults` tells."""
    return PlainTextResponse("ok")


async def run(data: Path, smtp_port: int, http_port: int) -> None:
    """Serve until a signal comes."""
    box = LetterBox(data)
    door = Door(box, smtp_port)
    routes = [Route("/livez", livez), Mount("/api/v1", routes=api_routes(box, door)), *page_routes(box)]
    app = Starlette(routes=[Mount("/mail", routes=routes)])
    await door.open()
    config = uvicorn.Config(app, host="127.0.0.1", port=http_port, log_level="warning", lifespan="off")
    await uvicorn.Server(config).serve()
    await door.close()


if __name__ == "__main__":
    asyncio.run(run(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))
