"""What the supplier's billing sends over HTTP, and is answered."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal
from uuid import UUID

from events.schemas.supplier import DocumentRecord
from pydantic import BaseModel, ConfigDict, Field


class Batch(BaseModel):
    """Items, each looked at alone."""

    model_config = ConfigDict(extra="forbid")

    items: Annotated[
        list[Any], Field(max_length=1000, description="As in the topic supplier.billing.v1: docs/events.md")
    ]


class BatchItem(BaseModel):
    """What became of one item; a refused one says why."""

    index: int
    status: Literal["created", "unchanged", "refused"]
    id: UUID | None = Field(None, description="The item's id in the account; it stays under every correction")
    problem: dict[str, Any] | None = None


class BatchAnswer(BaseModel):
    """One answer per item, in the order of the batch."""

    items: Sequence[BatchItem]


class DocumentBody(DocumentRecord):
    """One document, with its file or without."""

    model_config = ConfigDict(defer_build=False)  # FastAPI warns of bodies that are built at first use
