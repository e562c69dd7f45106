"""What a check found."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Failure:
    """One row that may not pass.

    Attributes:
        row: its position in the frame that was checked, from 0.
        column: the column at fault (several, joined by `, `, for a key of several columns).
        reason: a sentence for the person who has to mend it.
    """

    row: int
    column: str
    reason: str


@dataclass(frozen=True)
class BatchReport:
    """The check of one batch: how many rows were looked at, and the first failure of each row that fails.

    Attributes:
        refusal: a sentence when the batch as a whole may not be taken; None otherwise.
    """

    checked: int
    failures: Sequence[Failure] = ()
    refusal: str | None = None
