import itertools
from datetime import date, timedelta
from decimal import Decimal

import pytest
from metering.domain.intervals import IncompleteDayError, block_of, wall_clock
from metering.domain.periods import start_of

PLAIN = date(2026, 11, 24)
SPRING, AUTUMN = date(2008, 3, 30), date(2014, 10, 26)  # the clock went forward; back
Periods = list[tuple[str, str, Decimal | None]]


def plain_day(minutes: int = 30, value: str | None = "1") -> Periods:
    labels = [f"{m // 60:02}{m % 60:02}" for m in range(0, 24 * 60 + 1, minutes)]
    labels[-1] = "0000"
    volume = None if value is None else Decimal(value)
    return [(start, end, volume) for start, end in itertools.pairwise(labels)]


def test_a_day_has_48_half_hours_or_24_hours() -> None:
    assert len(block_of(PLAIN, 30, plain_day()).values) == 48
    assert len(block_of(PLAIN, 60, plain_day(60)).values) == 24


def test_the_day_may_end_at_2400() -> None:
    periods = plain_day()
    periods[-1] = ("2330", "2400", Decimal(1))

    assert block_of(PLAIN, 30, periods).kwh == 48


def test_a_gap_stays_a_gap() -> None:
    periods = plain_day()
    periods[3] = ("0130", "0200", None)

    block = block_of(PLAIN, 30, periods)

    assert (block.gaps, block.kwh, block.values[3]) == (1, Decimal(47), None)


@pytest.mark.parametrize("broken", ["missing", "doubled", "shuffled", "overlapping", "hour", "nonsense"])
def test_a_day_that_is_not_complete_and_contiguous_is_refused(broken: str) -> None:
    periods = plain_day()
    match broken:
        case "missing":
            del periods[7]
        case "doubled":
            periods.insert(7, periods[7])
        case "shuffled":
            periods[3], periods[4] = periods[4], periods[3]
        case "overlapping":
            periods[3] = ("0100", "0130", Decimal(1))
        case "hour":
            periods[3:5] = [("0130", "0230", Decimal(2))]
        case _:
            periods[3] = ("0175", "02x0", Decimal(1))

    with pytest.raises(IncompleteDayError):
        block_of(PLAIN, 30, periods)


def test_times_are_instants_of_moscow_s_day() -> None:
    first, *_, last = list(block_of(PLAIN, 30, plain_day()).timed())

    assert first[0].isoformat() == "2026-11-23T21:00:00+00:00"
    assert last[0].isoformat() == "2026-11-24T20:30:00+00:00"


def clock_day(day: date) -> Periods:
    labels = wall_clock(day, 30)
    ends = [f"{(int(at[:2]) * 60 + int(at[2:]) + 30) // 60 % 24:02}{(int(at[2:]) + 30) % 60:02}" for at in labels]
    return [(start, end, Decimal(1)) for start, end in zip(labels, ends, strict=True)]


@pytest.mark.parametrize(("day", "count"), [(SPRING, 46), (AUTUMN, 50), (PLAIN, 48)])
def test_a_day_of_the_clock_change_has_the_half_hours_it_had(day: date, count: int) -> None:
    block = block_of(day, 30, clock_day(day))

    assert (len(block.values), block.kwh) == (count, Decimal(count))
    assert max(block.timed())[0] + timedelta(minutes=30) == start_of(day + timedelta(days=1))


def test_48_half_hours_on_a_day_of_50_leave_the_repeated_hour_as_a_gap() -> None:
    block = block_of(AUTUMN, 30, plain_day())

    assert (len(block.values), block.gaps, block.kwh) == (50, 2, Decimal(48))


def test_48_half_hours_on_a_day_of_46_may_carry_nothing_in_the_hour_that_was_not() -> None:
    periods: Periods = [(a, b, Decimal(0) if a in ("0200", "0230") else v) for a, b, v in plain_day()]

    assert block_of(SPRING, 30, periods).kwh == 46
    with pytest.raises(IncompleteDayError):
        block_of(SPRING, 30, plain_day())
