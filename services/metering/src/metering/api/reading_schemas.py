"""What the endpoints about readings take and answer."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from metering.domain.readings import Quality, Source, State
from metering.domain.warnings import WarningCode
from metering.domain.zones import TariffZone
from metering.storage.reading_models import ReadingRow
from metering.usecases.check_reading import Checked, Submission
from metering.usecases.write_readings import WrittenReading, texts, volume_texts

ZoneTexts = dict[TariffZone, str]


class SubmittedValues(BaseModel):
    """All zones of a meter together, as text: `{"DAY": "12345.6", "NIGHT": "678.9"}`."""

    model_config = ConfigDict(extra="forbid")

    taken_on: date
    values: Annotated[dict[str, str], Field(max_length=10)]
    accept_warnings: list[WarningCode] = []

    def submission(self, meter_id: UUID) -> Submission:
        """In the words of the use case."""
        return Submission(meter_id, self.taken_on, self.values, tuple(self.accept_warnings))


class ReadingWarning(BaseModel):
    """A doubt; `accept_warnings` takes its code."""

    code: str
    zone: TariffZone | None
    detail: str


class Forecast(BaseModel):
    """What the month may come to at the same pace, kWh."""

    period: str
    volumes: ZoneTexts


class CheckedReading(BaseModel):
    """The outcome of a dry run. Nothing was written."""

    period: str
    previous: ZoneTexts | None
    volumes: ZoneTexts
    warnings: list[ReadingWarning]
    forecast: Forecast | None
    editable_until: datetime

    @classmethod
    def of(cls, checked: Checked) -> "CheckedReading":
        """The outcome as the customer sees it."""
        case, judgement = checked.loaded.case, checked.judgement
        baseline, forecast = judgement.context.baseline, judgement.assessment.forecast
        decimals, period = case.context.dial.decimals, str(case.window.period)
        return cls(
            period=period,
            previous=texts(baseline.values) if baseline else None,
            volumes=volume_texts(judgement.assessment.volumes, decimals),
            warnings=[ReadingWarning(**warning.as_dict()) for warning in checked.warnings],
            forecast=Forecast(period=period, volumes=volume_texts(forecast, decimals)) if forecast else None,
            editable_until=case.window.closes_at,
        )


class Reading(BaseModel):
    """A reading, and its receipt: `sha256` is over the canonical form of docs/api, which has only fields of this.

    `editable_until` is the promise made when it was received; null for the supplier's acts. `actor` is the user
    who sent it, null for the supplier.
    """

    id: UUID
    contract_number: str
    meter_id: UUID
    meter_serial: str
    period: str
    taken_on: date
    values: ZoneTexts
    previous: ZoneTexts | None
    volumes: ZoneTexts
    multiplier: str
    warnings: list[ReadingWarning]
    source: Source
    quality: Quality
    actor: UUID | None
    state: State
    reason: str | None
    received_at: datetime
    decided_at: datetime | None
    editable_until: datetime | None
    supersedes: UUID | None
    sha256: str

    @classmethod
    def of(cls, row: ReadingRow | WrittenReading, now: datetime) -> "Reading":
        """The reading as it stands at the instant."""
        state, source = State(row.state), Source(row.source)
        same: dict[str, Any] = {name: getattr(row, name) for name in cls.model_fields if hasattr(row, name)}
        return cls(
            **same
            | {
                "values": texts(row.values),
                "previous": texts(row.previous) if row.previous else None,
                "volumes": texts(row.volumes),
                "multiplier": f"{row.multiplier:f}",
                "quality": Quality.of(state, source),
                "actor": row.actor_id,
                "state": state.shown(row.editable_until, now),
            }
        )
