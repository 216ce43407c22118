"""A customer's meters: what he submits, sends as files and sees, and what the supplier says of it."""

import io
import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import xlsxwriter

from stack.people import Customer
from stack.registry import delivery_point
from stack.topics import send
from stack.waiting import eventually

METERING = "/api/metering/v1"
HEADS = ("Прибор учёта", "Зона", "Предыдущее показание", "Показание", "Дата снятия")


def moscow_today() -> str:
    """The date at the supplier's."""
    return (datetime.now(UTC) + timedelta(hours=3)).date().isoformat()


def open_point(*meters: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """A delivery point whose window is open on every day; without meters it has the usual one."""
    usual = delivery_point(window={"opens_day": 1, "closes_day": 31})
    return usual | ({"meters": list(meters)} if meters else {}) | fields


def one_zone(serial: str, **fields: Any) -> dict[str, Any]:
    """A one-zone meter that showed 1000.00 on 30 September 2026."""
    initial = {"taken_on": "2026-09-30", "values": {"SINGLE": "1000.00"}}
    usual: dict[str, Any] = delivery_point()["meters"][0]
    return usual | {"serial": serial, "zones": ["SINGLE"], "initial": initial} | fields


class Meters:
    """The meters of one contract of a customer, once they have reached metering."""

    def __init__(self, customer: Customer, number: str, bootstrap: str) -> None:
        self.customer, self.number, self._bootstrap = customer, number, bootstrap
        self.by_serial = eventually(self._ids, what="the meters of the contract are seen")

    def _ids(self) -> dict[str, str]:
        answer = self.customer.get(f"{METERING}/contracts/{self.number}/meters")
        return {str(one["serial"]): str(one["id"]) for one in answer.json().get("items", ())}

    def wait_for(self, serial: str) -> None:
        """Until the registry's news of a meter has come."""
        eventually(lambda: serial in self._ids(), what=f"meter {serial} is seen")
        self.by_serial = self._ids()

    def submit(self, serial: str, values: dict[str, str], **rest: Any) -> httpx.Response:
        """All zones of a meter, as of today."""
        headers = rest.pop("headers", None)
        body = {"taken_on": moscow_today(), "values": values, **rest}
        return self.customer.post(f"{METERING}/meters/{self.by_serial[serial]}/readings", body, headers=headers)

    def reading(self, reading_id: str) -> dict[str, Any]:
        """One reading."""
        found: dict[str, Any] = self.customer.get(f"{METERING}/readings/{reading_id}").json()
        return found

    def decide(self, reading_id: str, decision: str, reason: str | None = None) -> None:
        """The supplier's system decides; returns when it shows."""
        decided_at = datetime.now(UTC).isoformat().replace("+00:00", "Z")
        body = {"reading_id": reading_id, "decision": decision, "reason": reason, "decided_at": decided_at}
        value = json.dumps(body).encode()
        send(self._bootstrap, "supplier.readings.v1", self.number, value, ce_type="ReadingDecided")
        eventually(lambda: self.reading(reading_id)["state"] == decision, what=f"the reading is {decision}")

    def upload(self, content: bytes, name: str, *, dry_run: bool = True) -> str:
        """A file; the id of its job."""
        path, form = f"{METERING}/contracts/{self.number}/imports", {"dry_run": str(dry_run).lower()}
        answer = self.customer.call("POST", path, files={"file": (name, content)}, data=form)
        assert answer.status_code == 202, answer.text
        return str(answer.json()["id"])

    def job(self, import_id: str) -> dict[str, Any]:
        """How the job stands."""
        found: dict[str, Any] = self.customer.get(f"{METERING}/imports/{import_id}").json()
        return found

    def wait_for_job(self, import_id: str, *states: str, seconds: float = 30) -> dict[str, Any]:
        """The job, once it is in one of the states."""
        eventually(lambda: self.job(import_id)["state"] in states, what=f"the import is {states}", seconds=seconds)
        return self.job(import_id)

    def commit(self, import_id: str, rows: str) -> httpx.Response:
        """Write the checked file."""
        return self.customer.post(f"{METERING}/imports/{import_id}:commit", {"rows": rows})

    def consumption(self, since: str, until: str, by: str) -> dict[str, Any]:
        """Volumes."""
        params = {"from": since, "to": until, "by": by}
        answer = self.customer.get(f"{METERING}/contracts/{self.number}/consumption", params=params)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found


def workbook(rows: Sequence[Sequence[Any]]) -> bytes:
    """An .xlsx of readings."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet()
    for number, cells in enumerate([HEADS, *rows]):
        sheet.write_row(number, 0, cells)
    book.close()
    return out.getvalue()


def message_80020(day: str, code: str, value: Callable[[int], str], *, number: int) -> bytes:
    """A day of one point; `value` gives the kWh of each half-hour."""
    labels = [f"{m // 60:02}{m % 60:02}" for m in range(0, 24 * 60, 30)]
    periods = "".join(
        f'<period start="{start}" end="{labels[(index + 1) % 48]}"><value status="0">{value(index)}</value></period>'
        for index, start in enumerate(labels)
    )
    text = (
        f'<?xml version="1.0" encoding="windows-1251"?><message class="80020" version="2" number="{number}">'
        f"<datetime><day>{day}</day></datetime><sender><inn>7802532605</inn><name>Ромашка</name></sender>"
        f'<area><inn>7802532605</inn><measuringpoint code="{code}" name="Ввод"><measuringchannel code="01">{periods}'
        "</measuringchannel></measuringpoint></area></message>"
    )
    return text.encode("cp1251")
