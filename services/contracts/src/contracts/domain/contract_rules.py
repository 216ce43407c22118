"""Whether a contract as the registry tells it is possible. All flaws at once, so that one round mends it."""

from collections import Counter
from collections.abc import Iterator

from contracts.domain.contract import DeliveryPoint, SupplyContract
from contracts.domain.emails import normalise_email
from contracts.domain.flaws import Flaw, flaw
from contracts.domain.meter_rules import meter_flaws
from contracts.domain.party_rules import party_flaws


def contract_flaws(contract: SupplyContract) -> list[Flaw]:
    """Everything wrong with the contract, or an empty list."""
    return [*party_flaws(contract.party), *_head_flaws(contract), *_points_flaws(contract.delivery_points)]


def _head_flaws(contract: SupplyContract) -> Iterator[Flaw]:
    if contract.signed_on and contract.valid_until and contract.valid_until < contract.signed_on:
        yield flaw("/valid_until", "dates_order")
    for index, email in enumerate(contract.emails):
        if normalise_email(email) is None:
            yield flaw(f"/emails/{index}", "email")
    if contract.manager and contract.manager.email and normalise_email(contract.manager.email) is None:
        yield flaw("/manager/email", "email")


def _points_flaws(points: list[DeliveryPoint]) -> Iterator[Flaw]:
    codes, serials = Counter[str](), Counter[str]()
    for index, point in enumerate(points):
        at = f"/delivery_points/{index}"
        codes[point.code] += 1
        if codes[point.code] > 1:
            yield flaw(f"{at}/code", "duplicate_point")
        if point.window and point.window.closes_day < point.window.opens_day:
            yield flaw(f"{at}/window/closes_day", "window_order")
        yield from _meters_flaws(point, at, serials)


def _meters_flaws(point: DeliveryPoint, at: str, serials: Counter[str]) -> Iterator[Flaw]:
    for index, meter in enumerate(point.meters):
        serials[meter.serial] += meter.removed_on is None
        if meter.removed_on is None and serials[meter.serial] > 1:
            yield flaw(f"{at}/meters/{index}/serial", "duplicate_meter")
        yield from meter_flaws(meter, f"{at}/meters/{index}")
