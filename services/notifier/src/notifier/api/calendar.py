"""The calendar of a user: its secret address is made, renewed and ended here, and read by calendar programs."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from chassis.auth import ReadyUser
from chassis.database import SessionDep
from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel

from notifier.storage.calendars import Calendars
from notifier.usecases.serve_calendar import open_calendar, show_calendar

router = APIRouter(prefix="/api/notifier/v1", tags=["calendar"])
Token = Annotated[str, Query(max_length=100, description="From POST /calendar")]


class CalendarState(BaseModel):
    """Whether there is an address, and since when; the address itself was shown once."""

    active: bool
    created_at: datetime | None


class CalendarAddress(BaseModel):
    """What to give to a calendar program. Whoever has it sees the dates: it is shown once and can be ended."""

    url: str
    token: str


@router.get("/calendar")
async def get_state(user: ReadyUser, session: SessionDep) -> CalendarState:
    """Whether the caller has a calendar address."""
    created_at = await Calendars(session).created_at(UUID(user.subject))
    return CalendarState(active=created_at is not None, created_at=created_at)


@router.post("/calendar", status_code=201)
async def create(user: ReadyUser, session: SessionDep, request: Request) -> CalendarAddress:
    """A new address; the earlier one is dead from now on."""
    token = await open_calendar(session, UUID(user.subject), datetime.now(UTC))
    portal = request.app.state.settings.public_url.rstrip("/")
    return CalendarAddress(url=f"{portal}/api/notifier/v1/calendar.ics?token={token}", token=token)


@router.delete("/calendar", status_code=204)
async def end(user: ReadyUser, session: SessionDep) -> None:
    """The address is dead from now on."""
    await Calendars(session).close(UUID(user.subject))


@router.get("/calendar.ics", response_class=Response, responses={200: {"content": {"text/calendar": {}}}})
async def read(token: Token, session: SessionDep, request: Request) -> Response:
    """Windows, due dates and verifications of the contracts that the token's owner sees, as his roles allow."""
    text = await show_calendar(session, token, request.app.state.settings.public_url, datetime.now(UTC))
    headers = {"Cache-Control": "private, no-store", "Content-Disposition": 'inline; filename="calendar.ics"'}
    return Response(text, media_type="text/calendar; charset=utf-8", headers=headers)
