"""Column types of this service, and rows written as arrays: one statement whatever their number."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

from sqlalchemy import DateTime, LargeBinary, Numeric, Text
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, mapped_column

Money = Annotated[Decimal, mapped_column(Numeric(18, 2))]
Plain = Annotated[str, mapped_column(Text)]
Instant = Annotated[datetime, mapped_column(DateTime(timezone=True))]
Bytes = Annotated[bytes, mapped_column(LargeBinary)]
Json = Annotated[Any, mapped_column(JSONB(none_as_null=True))]

_DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call] # SQLAlchemy does not type it


def insert_of(row: type[DeclarativeBase], names: Sequence[str]) -> str:
    """An INSERT of rows whose columns are bound as arrays; JSON is bound as text.

    As text, because SQLAlchemy's own arrays look at every element, which costs more than the insert.
    """
    selected = ", ".join(_unnested(row, name) for name in names)
    return f"INSERT INTO {row.__tablename__} ({', '.join(names)}) SELECT {selected}"


def upsert_of(row: type[DeclarativeBase], names: Sequence[str], replaced: Sequence[str]) -> str:
    """The same, replacing columns of a row with the same `id`."""
    changes = ", ".join(f"{name} = excluded.{name}" for name in replaced)
    return f"{insert_of(row, names)} ON CONFLICT (id) DO UPDATE SET {changes}"


def _unnested(row: type[DeclarativeBase], name: str) -> str:
    kind = row.__table__.c[name].type
    if isinstance(kind, JSONB):
        return f"CAST(unnest(CAST(:{name} AS text[])) AS jsonb)"
    return f"unnest(CAST(:{name} AS {kind.compile(_DIALECT)}[]))"


def arrays(rows: Iterable[Mapping[str, Any]], names: Sequence[str]) -> dict[str, list[Any]]:
    """The parameters of `insert_of`."""
    kept = list(rows)
    return {name: [row[name] for row in kept] for name in names}
