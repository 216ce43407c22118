"""The part of Mailpit's HTTP API that we and the tests use, and `faults`, which Mailpit does not have."""

import json

from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from localrun.mailbox.letters import Letter, LetterBox
from localrun.mailbox.search import matches
from localrun.mailbox.smtp import Door, Fault


def api_routes(box: LetterBox, door: Door) -> list[Route]:
    """The routes below `/api/v1`."""

    async def list_messages(request: Request) -> Response:
        return _page(request, box, list(box))

    async def search(request: Request) -> Response:
        query = request.query_params.get("query", "")
        return _page(request, box, [letter for letter in box if matches(letter, query)])

    async def delete_messages(request: Request) -> Response:
        body = await request.body()
        ids = json.loads(body).get("IDs") if body else None
        for letter_id in ids or []:
            box.remove(letter_id)
        if not ids:
            box.clear()
        return PlainTextResponse("ok")

    async def message(request: Request) -> Response:
        letter = box.get(request.path_params["id"])
        return JSONResponse(letter.full()) if letter else JSONResponse({"Error": "no such letter"}, 404)

    async def raw(request: Request) -> Response:
        letter = box.get(request.path_params["id"])
        return PlainTextResponse(letter.source if letter else "no such letter", 200 if letter else 404)

    async def show_faults(_request: Request) -> Response:
        return JSONResponse({"fault": door.fault.model_dump() if door.fault else None, "attempts": door.attempts})

    async def set_fault(request: Request) -> Response:
        try:
            await door.set_fault(Fault.model_validate_json(await request.body()))
        except ValidationError as error:
            return PlainTextResponse(str(error), 422)
        return await show_faults(request)

    async def clear_fault(request: Request) -> Response:
        await door.set_fault(None)
        return await show_faults(request)

    return [
        Route("/messages", list_messages),
        Route("/messages", delete_messages, methods=["DELETE"]),
        Route("/search", search),
        Route("/message/{id}", message),
        Route("/message/{id}/raw", raw),
        Route("/faults", show_faults),
        Route("/faults", set_fault, methods=["PUT", "POST"]),
        Route("/faults", clear_fault, methods=["DELETE"]),
    ]


def _page(request: Request, box: LetterBox, letters: list[Letter]) -> Response:
    start, limit = (int(request.query_params.get(name, default)) for name, default in (("start", "0"), ("limit", "50")))
    shown = letters[start : start + limit]
    counts = {"total": len(box), "count": len(shown), "messages_count": len(letters), "start": start}
    return JSONResponse({**counts, "messages": [letter.summary() for letter in shown]})
