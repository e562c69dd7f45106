"""Rows that cannot be planned with: each is set aside with a sentence, and the rest goes on."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from planning.netting.arrays import Array

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ["part", "key", "product_id", "location_id", "reason"]


@dataclass
class Held:
    """What was set aside so far: part (the frame), key, product_id, location_id, reason."""

    rows: list[tuple[Any, ...]] = field(default_factory=list)

    def without(self, part: str, frame: "pd.DataFrame", key: str, wrong: Array, reason: str) -> "pd.DataFrame":
        """The rows of `frame` that are not `wrong` (bool); the others are kept here under `reason`.

        `reason` may name columns in braces.
        """
        import pandas as pd

        if not wrong.any():
            return frame
        rows: Any = frame[wrong].to_dict("records")
        for row in rows:
            said = reason.format(**row)
            self.rows.append((part, row.get(key), row.get("product_id"), row.get("location_id"), said))
        kept: pd.DataFrame = frame[~wrong]
        return kept

    def frame(self) -> "pd.DataFrame":
        """One row per row that was set aside."""
        import pandas as pd

        return pd.DataFrame(self.rows, columns=COLUMNS)


def finite(values: Array) -> Array:
    """Whether each number is one."""
    return np.isfinite(values)
