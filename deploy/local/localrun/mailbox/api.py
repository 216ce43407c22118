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
    letters, faults = _Letters(box), _Faults(door)
    return [
        Route("/messages", letters.page),
        Route("/messages", letters.delete, methods=["DELETE"]),
        Route("/search", letters.search),
        Route("/message/{id}", letters.one),
        Route("/message/{id}/raw", letters.source),
        Route("/faults", faults.show),
        Route("/faults", faults.set, methods=["PUT", "POST"]),
        Route("/faults", faults.clear, methods=["DELETE"]),
    ]


class _Letters:
    def __init__(self, box: LetterBox) -> None:
        self._box = box

    async def page(self, request: Request) -> Response:
        return self._page(request, list(self._box))

    async def search(self, request: Request) -> Response:
        query = request.query_params.get("query", "")
        return self._page(request, [letter for letter in self._box if matches(letter, query)])

    async def delete(self, request: Request) -> Response:
        body = await request.body()
        ids = json.loads(body).get("IDs") if body else None
        for letter_id in ids or []:
            self._box.remove(letter_id)
        if not ids:
            self._box.clear()
        return PlainTextResponse("ok")

    async def one(self, request: Request) -> Response:
        letter = self._box.get(request.path_params["id"])
        return JSONResponse(letter.full()) if letter else JSONResponse({"Error": "no such letter"}, 404)

    async def source(self, request: Request) -> Response:
        letter = self._box.get(request.path_params["id"])
        return PlainTextResponse(letter.source if letter else "no such letter", 200 if letter else 404)

    def _page(self, request: Request, found: list[Letter]) -> Response:
        asked = request.query_params
        start, limit = int(asked.get("start", "0")), int(asked.get("limit", "50"))
        shown = found[start : start + limit]
        counts = {"total": len(self._box), "count": len(shown), "messages_count": len(found), "start": start}
        return JSONResponse({**counts, "messages": [letter.summary() for letter in shown]})


class _Faults:
    def __init__(self, door: Door) -> None:
        self._door = door

    async def show(self, _request: Request) -> Response:
        fault = self._door.fault
        return JSONResponse({"fault": fault.model_dump() if fault else None, "attempts": self._door.attempts})

    async def set(self, request: Request) -> Response:
        try:
            await self._door.set_fault(Fault.model_validate_json(await request.body()))
        except ValidationError as error:
            return PlainTextResponse(str(error), 422)
        return await self.show(request)

    async def clear(self, request: Request) -> Response:
        await self._door.set_fault(None)
        return await self.show(request)
