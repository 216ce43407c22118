"""An import from the upload to what was written."""

from enum import StrEnum
from typing import Literal

CommitRows = Literal["valid", "all"]


class ImportState(StrEnum):
    """Where a job is."""

    CHECKING = "checking"
    CHECKED = "checked"
    COMMITTING = "committing"
    COMMITTED = "committed"
    FAILED = "failed"
