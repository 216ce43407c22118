"""Consumption: JSON, .xlsx, Green Button."""

import asyncio
import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Literal
from uuid import UUID

from chassis.database import SessionDep
from chassis.errors import FieldProblem, ValidationProblem
from fastapi import APIRouter, Depends, Header, Query, Response
from pydantic import BaseModel

from metering.api.deps import Now, VisibleContract
from metering.api.downloads import XLSX, file_response
from metering.clients.files.consumption_sheet import write_consumption
from metering.clients.files.espi import EspiReading, EspiSeries, write_espi
from metering.domain.consumption import By, ConsumptionItem, ConsumptionSeries, Method
from metering.domain.readings import Quality
from metering.usecases.show_consumption import Span, show_consumption

router = APIRouter(prefix="/api/metering/v1", tags=["consumption"])
_ATOM = "application/atom+xml"
_MOST_DAYS = {By.HOUR: 1100, By.DAY: 4000, By.MONTH: 12000}


class ConsumptionVolume(BaseModel):
    """A volume of one zone of a meter; `missing` counts intervals without a value inside it."""

    meter_id: UUID
    serial: str
    zone: str
    start: str
    volume_kwh: str | None
    method: str
    preliminary: bool
    gap: bool
    missing: int
    year_ago_kwh: str | None


class Consumption(BaseModel):
    """A gap has no volume; the total is of what is known."""

    by: By
    items: list[ConsumptionVolume]
    total_kwh: str


async def get_span(
    since: Annotated[date, Query(alias="from")], until: Annotated[date, Query(alias="to")], by: By = By.MONTH
) -> Span:
    """The dates of the query: `from` before `to`, and no more than can be shown."""
    if not since < until or (until - since).days > _MOST_DAYS[by]:
        ru = f"Конец периода должен быть позже начала и не дальше {_MOST_DAYS[by]} дней от него."
        problem = FieldProblem("/to", "bad_span", ru, f"`to` must be after `from` by at most {_MOST_DAYS[by]} days.")
        raise ValidationProblem(errors=[problem])
    return Span(since, until, by)


async def get_format(
    wanted: Annotated[Literal["json", "xlsx", "espi"] | None, Query(alias="format")] = None,
    accept: Annotated[str, Header()] = "",
) -> str:
    """`?format=` wins over Accept."""
    return wanted or ("espi" if _ATOM in accept else "json")


@router.get("/contracts/{number}/consumption", response_model=Consumption)
async def get_consumption(
    contract: VisibleContract,
    span: Annotated[Span, Depends(get_span)],
    form: Annotated[str, Depends(get_format)],
    session: SessionDep,
    now: Now,
) -> Response:
    """Volumes per meter and zone."""
    found = await show_consumption(session, contract, span, now)
    return await asyncio.to_thread(_rendered, found, contract, span, form, now)


def _rendered(found: Sequence[ConsumptionSeries], contract: str, span: Span, form: str, now: datetime) -> Response:
    name = f"Потребление {contract} {span.since} {span.until}"
    if form == "xlsx":
        return file_response(write_consumption(found), f"{name}.xlsx", XLSX)
    if form == "espi":
        feed = write_espi([_espi(one) for one in found], title=f"cabinet {contract}", updated=now)
        return file_response(feed, f"{name}.xml", _ATOM)
    return Response(_json(found, span.by), media_type="application/json")


def _json(found: Sequence[ConsumptionSeries], by: By) -> bytes:
    """Written by hand: a year of hours is 8,760 items."""
    items = ",".join(text for one in found for text in _items(one))
    total = sum((item.volume_kwh for one in found for item in one.items if item.volume_kwh is not None), Decimal())
    return f'{{"by":"{by}","items":[{items}],"total_kwh":"{total:f}"}}'.encode()


def _items(one: ConsumptionSeries) -> Iterator[str]:
    """Each a `ConsumptionVolume`; what most of a series share is written once."""
    head = f'{{"meter_id":"{one.meter_id}","serial":{json.dumps(one.serial)},"zone":"{one.zone}","start":"'
    for start, _, _, volume, method, preliminary, missing, year_ago in one.items:
        tail = _tail(volume is None, method, preliminary, missing)
        yield f'{head}{start}","volume_kwh":{_text(volume)}{tail}{_text(year_ago)}}}'


@lru_cache
def _tail(gap: bool, method: Method, preliminary: bool, missing: int) -> str:
    fields = {"method": method, "preliminary": preliminary, "gap": gap, "missing": missing}
    return f',{json.dumps(fields, separators=(",", ":"))[1:-1]},"year_ago_kwh":'


def _text(volume: Decimal | None) -> str:
    """Never with an exponent, which `str` may write, four times as fast."""
    if volume is None:
        return "null"
    text = str(volume)
    return f'"{volume:f}"' if "E" in text else f'"{text}"'


def _espi(one: ConsumptionSeries) -> EspiSeries:
    readings = [
        EspiReading(item.begins, item.ends, item.volume_kwh, _quality(item))
        for item in one.items
        if item.volume_kwh is not None
    ]
    return EspiSeries(str(one.meter_id), one.serial, one.zone.value, readings)


def _quality(item: ConsumptionItem) -> str:
    if item.method is Method.CALCULATED:
        return Quality.ESTIMATED
    return Quality.RAW if item.preliminary else Quality.VALIDATED
