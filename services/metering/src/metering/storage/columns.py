"""Column types of this service."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import Dialect
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator

from metering.domain.zones import TariffZone


class ZoneDecimals(TypeDecorator[dict[TariffZone, Decimal]]):
    """A number per zone as JSONB of text, so that no digit is lost and none is added."""

    impl = JSONB
    cache_ok = True

    def __init__(self) -> None:
        super().__init__(none_as_null=True)

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        """To JSON."""
        return None if value is None else {str(zone): f"{number:f}" for zone, number in value.items()}

    def process_result_value(self, value: Any, dialect: Dialect) -> dict[TariffZone, Decimal] | None:
        """Back to numbers."""
        return None if value is None else {TariffZone(zone): Decimal(text) for zone, text in value.items()}


class Decimals(TypeDecorator[Sequence[Decimal | None]]):
    """Numbers and gaps in order, as JSONB of text and null: read ten times faster than an array of numeric."""

    impl = JSONB
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        """To JSON."""
        return [None if number is None else f"{number:f}" for number in value]

    def process_result_value(self, value: Any, dialect: Dialect) -> Sequence[Decimal | None]:
        """Back to numbers."""
        return [None if text is None else Decimal(text) for text in value]
