"""Whether a meter as registered is possible: its zones, its dial, its dates."""

from collections.abc import Iterator
from decimal import Decimal

from contracts.domain.contract import Meter, RegisterValues, TariffZone
from contracts.domain.flaws import Flaw, flaw


def meter_flaws(meter: Meter, at: str) -> Iterator[Flaw]:
    """`at` is the pointer of the meter."""
    if not zones_go_together(meter.zones):
        yield flaw(f"{at}/zones", "zones")
    for name, values in (("initial", meter.initial), ("final", meter.final)):
        if values is not None:
            yield from _values_flaws(meter, values, f"{at}/{name}")
    yield from _dates_flaws(meter, at)


def zones_go_together(zones: list[TariffZone]) -> bool:
    """SINGLE counts the whole day and stands alone; the others share the day between them."""
    if len(set(zones)) != len(zones):
        return False
    return zones == ["SINGLE"] if "SINGLE" in zones or len(zones) < 2 else True


def fits_dial(value: Decimal, *, digits: int, decimals: int) -> bool:
    """Whether a dial of so many places can show the value; nothing is rounded."""
    return value < Decimal(10) ** digits and value == value.quantize(Decimal(1).scaleb(-decimals))


def _values_flaws(meter: Meter, values: RegisterValues, at: str) -> Iterator[Flaw]:
    if set(values.values) != set(meter.zones):
        yield flaw(f"{at}/values", "values_zones")
    for zone, value in values.values.items():
        if not fits_dial(value, digits=meter.digits, decimals=meter.decimals):
            yield flaw(f"{at}/values/{zone}", "digits")


def _dates_flaws(meter: Meter, at: str) -> Iterator[Flaw]:
    if meter.installed_on and meter.removed_on and meter.removed_on < meter.installed_on:
        yield flaw(f"{at}/removed_on", "dates_order")
    if meter.final is None:
        return
    if meter.removed_on is None:
        yield flaw(f"{at}/final", "final_without_removal")
    if meter.initial is not None and meter.final.taken_on < meter.initial.taken_on:
        yield flaw(f"{at}/final/taken_on", "dates_order")
