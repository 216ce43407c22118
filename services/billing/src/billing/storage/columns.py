"""Column types of this service, and rows written as arrays: one statement whatever their number."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any
from typing import cast as cast_type
from uuid import UUID

from sqlalchemy import ARRAY, DateTime, LargeBinary, Numeric, Select, Table, Text, bindparam, cast, func, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, mapped_column

Money = Annotated[Decimal, mapped_column(Numeric(18, 2))]
Plain = Annotated[str, mapped_column(Text)]
Instant = Annotated[datetime, mapped_column(DateTime(timezone=True))]
Bytes = Annotated[bytes, mapped_column(LargeBinary)]
Json = Annotated[Any, mapped_column(JSONB(none_as_null=True))]
__all__ = ["UUID", "Bytes", "Instant", "Json", "Money", "Plain", "arrays", "date", "rows_of", "table_of"]


def table_of(row: type[DeclarativeBase]) -> Table:
    """The table of a row: statements on it take their parameters as they are, none is an ORM's bulk insert."""
    return cast_type("Table", row.__table__)


def rows_of(row: type[DeclarativeBase], names: Sequence[str]) -> Select[Any]:
    """Rows whose columns are bound as arrays; JSON is bound as text."""
    return select(*(_unnested(row, name) for name in names))


def _unnested(row: type[DeclarativeBase], name: str) -> Any:
    kind = row.__table__.c[name].type
    if isinstance(kind, JSONB):
        return cast(func.unnest(bindparam(name, type_=ARRAY(Text))), JSONB).label(name)
    return func.unnest(bindparam(name, type_=ARRAY(kind))).label(name)


def arrays(rows: Iterable[Mapping[str, Any]], names: Sequence[str]) -> dict[str, list[Any]]:
    """The parameters of `rows_of`."""
    kept = list(rows)
    return {name: [row[name] for row in kept] for name in names}
