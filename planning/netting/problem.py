"""The coded problem, as `prepare` makes it and the engine, pegging and replanning read it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from planning.netting.arrays import Array, Events, Rule, Sources, Stocks
from planning.netting.dates import Leads
from planning.netting.inputs import Inputs
from planning.netting.levels import below

if TYPE_CHECKING:
    import pandas as pd


class Bom(NamedTuple):
    """What one order from a source takes from other items at its release (CSR by source)."""

    first: Array  # int64 (sources + 1)
    item: Array  # int64, the component, or the same product at the location that gives
    per: Array  # float64 units per unit ordered, scrap included
    opens: Array  # int64 seconds, release not before
    closes: Array  # int64 seconds, release before


@dataclass(frozen=True)
class Problem:
    """Frames that passed the checks, and the same as arrays. `inputs.items` has one row per item number."""

    inputs: Inputs
    rule: Rule
    stocks: Stocks
    sources: Sources
    leads: Leads
    bom: Bom
    level: Array  # int64, low-level code per item
    events: Events
    held: "pd.DataFrame"

    @property
    def items(self) -> int:
        """How many products and locations."""
        return len(self.inputs.items)

    def with_all_below(self, chosen: Array) -> Array:
        """The `chosen` items (bool per item) and everything that they take from, in BOM and transfers."""
        owner = np.repeat(np.arange(self.items), np.diff(self.sources.first))
        return below(self.items, np.repeat(owner, np.diff(self.bom.first)), self.bom.item, chosen)
