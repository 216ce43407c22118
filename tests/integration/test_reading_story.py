"""Readings as customers live them: one by one, by the hundred, replaced, rejected, through zero, half-hourly."""

from io import BytesIO
from secrets import token_hex

import pytest
from openpyxl import load_workbook
from stack.browser import problem
from stack.meters import METERING, Meters, message_80020, moscow_today, one_zone, open_point, workbook
from stack.topics import Tap


@pytest.fixture
def readings_tap(bootstrap):
    """What metering tells from now on."""
    with Tap(bootstrap, "metering.readings.v1") as opened:
        yield opened


@pytest.fixture
def with_meters(settled_customer, registry, bootstrap):
    """A customer with one contract of these points, seen by metering."""

    def make(*points, **fields):
        customer = settled_customer()
        number, email = registry.register(delivery_points=list(points), **fields)
        customer.bind(number, email)
        return Meters(customer, number, bootstrap)

    return make


def test_a_clerk_with_one_two_zone_meter(with_meters, settled_customer, readings_tap):
    meters = with_meters(open_point())
    values = {"DAY": "1100", "NIGHT": "550,5"}

    # The window is open and says until when.
    window = meters.customer.get(f"{METERING}/contracts/{meters.number}/window").json()
    assert window["open"]
    assert window["period"] == moscow_today()[:7]

    # A dry run, then the reading; the same key gives the same receipt.
    path = f"{METERING}/meters/{meters.by_serial['41234567']}/readings:check"
    checked = meters.customer.post(path, {"taken_on": moscow_today(), "values": values}).json()
    key = {"Idempotency-Key": token_hex(8)}
    first, again = (meters.submit("41234567", values, headers=key) for _ in range(2))
    assert (first.status_code, again.json()) == (201, first.json())
    receipt = first.json()
    assert receipt["volumes"] == checked["volumes"] == {"DAY": "4000.00", "NIGHT": "2020.00"}
    assert receipt["editable_until"] == window["closes_at"]

    # Everybody who needs it is told, once.
    told = readings_tap.wait("ReadingSubmitted", reading_id=receipt["id"])
    assert (told.key, told.body["volumes"], told.body["source"]) == (meters.number, receipt["volumes"], "portal")

    # A wrong digit is corrected: the earlier reading is named as superseded.
    corrected = meters.submit("41234567", values | {"DAY": "1101"}).json()
    assert readings_tap.wait("ReadingSubmitted", reading_id=corrected["id"]).body["supersedes"] == receipt["id"]
    assert meters.reading(receipt["id"])["state"] == "superseded"

    # Nobody else sees any of it, and after unbinding the customer does not either.
    stranger = settled_customer()
    assert problem(stranger.get(f"{METERING}/readings/{receipt['id']}")) == (404, "not_found")
    month = moscow_today()[:7]
    found = meters.consumption(f"{month}-01", moscow_today()[:4] + "-12-31", "month")
    assert found["total_kwh"] == "6060.00"
    assert all(one["preliminary"] for one in found["items"] if not one["gap"])


def test_a_rejected_reading_is_corrected_and_accepted(with_meters, readings_tap):
    meters = with_meters(open_point())
    wrong = meters.submit("41234567", {"DAY": "1100", "NIGHT": "550"}).json()
    meters.decide(wrong["id"], "rejected", "Не совпадает с фотографией")
    rejected = readings_tap.wait("ReadingRejected", reading_id=wrong["id"])
    assert rejected.body["reason"] == "Не совпадает с фотографией"

    right = meters.submit("41234567", {"DAY": "1090", "NIGHT": "545"}).json()
    meters.decide(right["id"], "accepted")
    assert readings_tap.wait("ReadingAccepted", reading_id=right["id"]).body["volumes"] == right["volumes"]
    seen = meters.customer.get(f"{METERING}/contracts/{meters.number}/meters").json()["items"][0]["registers"][0]
    assert seen["last_accepted"]["value"] == "1090.00"


def test_a_dial_that_passed_through_zero_is_taken_when_confirmed(with_meters):
    initial = {"taken_on": "2026-09-30", "values": {"SINGLE": "9990"}}
    meters = with_meters(open_point(one_zone("7", digits=4, decimals=0, multiplier="1", initial=initial)))

    refused = meters.submit("7", {"SINGLE": "15"})
    assert problem(refused) == (409, "needs_confirmation")
    assert [warning["code"] for warning in refused.json()["warnings"]] == ["rollover"]
    taken = meters.submit("7", {"SINGLE": "15"}, accept_warnings=["rollover"])
    assert (taken.status_code, taken.json()["volumes"]) == (201, {"SINGLE": "25"})


def test_a_replaced_meter_leaves_the_volume_of_the_period_whole(with_meters, registry, readings_tap):
    meters = with_meters(open_point(one_zone("old")))
    today = moscow_today()
    final = {"taken_on": today, "values": {"SINGLE": "1080.00"}}
    opening = {"taken_on": today, "values": {"SINGLE": "5.00"}}
    old, new = one_zone("old", removed_on=today, final=final), one_zone("new", initial=opening)
    contract = meters.customer.get(f"/api/contracts/v1/contracts/{meters.number}").json()
    body = {"revision": 2, "party": contract["party"], "emails": contract["emails"], "max_power_kw": "150"}
    assert registry.put(meters.number, body | {"delivery_points": [open_point(old, new)]}).status_code == 200

    readings_tap.wait("ReadingAccepted", meter_serial="old", source="act")
    meters.wait_for("new")
    assert problem(meters.submit("old", {"SINGLE": "1100"})) == (409, "meter_removed")
    assert meters.submit("new", {"SINGLE": "25"}).status_code == 201
    found = meters.consumption(f"{today[:7]}-01", today[:4] + "-12-31", "month")
    assert found["total_kwh"] == "4000.00"


def test_an_engineer_sends_500_meters_by_excel_with_7_bad_rows(with_meters, readings_tap):
    meters = with_meters(open_point(*(one_zone(f"{n:05}") for n in range(500))))
    rows = [[f"{n:05}", "Сутки", "1000,00", 1010.5, moscow_today()] for n in range(500)]
    for number, (column, value) in enumerate(
        [(0, "нет такого"), (1, "T1"), (3, "много"), (3, 999), (3, 1000.123), (3, ""), (4, "32.11.2026")]
    ):
        rows[number][column] = value
    template = meters.customer.get(f"{METERING}/contracts/{meters.number}/readings/template.xlsx")
    assert load_workbook(BytesIO(template.content)).worksheets[0].max_row == 501

    content = workbook(rows)
    import_id = meters.upload(content, "ноябрь.xlsx")
    checked = meters.wait_for_job(import_id, "checked", "failed")
    assert checked["rows"] == {"total": 500, "valid": 493, "refused": 7, "written": 0}
    assert [error["cell"] for error in checked["errors"]] == ["A2", "B3", "D4", "D5", "D6", "D7", "E8"]
    back = meters.customer.get(f"{METERING}/imports/{import_id}/file")
    comments = [row[5].value for row in load_workbook(BytesIO(back.content)).worksheets[0].iter_rows(min_row=2)]
    assert sum(bool(comment) for comment in comments) == 7

    assert problem(meters.commit(import_id, "all")) == (409, "import_has_errors")
    assert meters.commit(import_id, "valid").status_code == 202
    assert meters.wait_for_job(import_id, "committed", "failed")["rows"]["written"] == 493
    assert meters.upload(content, "ноябрь.xlsx") == import_id
    submitted = [one for one in readings_tap.records() if (one.key, one.type) == (meters.number, "ReadingSubmitted")]
    assert len({record.body["reading_id"] for record in submitted}) == 493


def test_a_day_of_80020_is_sent_again(with_meters):
    meters = with_meters(open_point(one_zone("auto", remote_read=True, multiplier="1.5"), code="P-1"))
    for number, value in ((11, "2"), (9, "7"), (10, "8")):
        content = message_80020("20261102", "P-1", lambda _, value=value: value, number=number)
        import_id = meters.upload(content, f"80020_{number}.xml", dry_run=False)
        assert meters.wait_for_job(import_id, "committed", "checked", "failed")["state"] == "committed"

    found = meters.consumption("2026-11-02", "2026-11-03", "hour")
    assert (len(found["items"]), found["items"][0]["start"]) == (24, "2026-11-01T21:00:00Z")
    assert float(found["total_kwh"]) == 2 * 48 * 1.5


@pytest.mark.reliability
def test_a_worker_killed_during_an_import_resumes_and_writes_nothing_twice(with_meters, stack, readings_tap):
    meters = with_meters(open_point(*(one_zone(f"{n:05}") for n in range(400))))
    rows = [[f"{n:05}", "Сутки", "", 1010.5, moscow_today()] for n in range(400)]

    import_id = meters.upload(workbook(rows), "x.xlsx", dry_run=False)
    stack.kill("metering.worker")

    done = meters.wait_for_job(import_id, "committed", "failed", seconds=60)
    assert (done["state"], done["rows"]["written"]) == ("committed", 400)
    history = meters.customer.get(f"{METERING}/meters/{meters.by_serial['00007']}/readings").json()["items"]
    assert [one["state"] for one in history] == ["submitted"]
