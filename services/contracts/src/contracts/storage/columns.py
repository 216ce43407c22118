"""Column types of this service."""

from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter
from sqlalchemy import Dialect
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator

T = TypeVar("T")


class AsJson(TypeDecorator[T], Generic[T]):
    """A value of the domain as JSONB: written whole, read whole, decimals as text, never as floats."""

    impl = JSONB
    cache_ok = False

    def __init__(self, kind: Any) -> None:
        super().__init__(none_as_null=True)
        self._adapter: TypeAdapter[T] = TypeAdapter(kind)

    def process_bind_param(self, value: T | None, dialect: Dialect) -> Any:
        """To JSON."""
        return None if value is None else self._adapter.dump_python(value, mode="json")

    def process_result_value(self, value: Any, dialect: Dialect) -> T | None:
        """Back to the domain."""
        return None if value is None else self._adapter.validate_python(value)
