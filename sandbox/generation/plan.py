"""What a generated company looks like: its size and fixed facts, as arrays by product index.

Products come in blocks of ten: 0 to 8 are bought and sold, 9 is assembled from 6, 7 and 8. A block never needs another,
so blocks are made one after the other in bounded memory.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.random import Generator

    Array = np.ndarray[Any, Any]

BLOCK = 10
PARTS = (6, 7, 8)
KIT = 9
LINES_A_DAY = 10 / 91
LINES_A_CHUNK = 250_000
CATEGORIES = ("Tents", "Backpacks", "Sleeping", "Cooking", "Lighting", "Apparel")


@dataclass(frozen=True)
class Size:
    """How much to make. Day 0 is the first, `end_on` the last."""

    products: int
    locations: int
    days: int
    seed: int
    end_on: date

    @property
    def suppliers(self) -> int:
        return max(8, self.products // 100)

    @property
    def customers(self) -> int:
        return max(50, self.products // 2)

    @property
    def start_on(self) -> date:
        return self.end_on - timedelta(days=self.days - 1)

    @property
    def products_a_chunk(self) -> int:
        """A multiple of the block, about LINES_A_CHUNK order lines."""
        lines = self.locations * self.days * LINES_A_DAY
        return max(BLOCK, int(LINES_A_CHUNK / lines) // BLOCK * BLOCK)

    def rng(self, *part: int) -> "Generator":
        """The source of chance for one part; parts do not disturb each other."""
        import numpy as np

        return np.random.default_rng(np.random.SeedSequence([self.seed, *part]))


@dataclass(frozen=True)
class Masters:
    """Facts by product index. `bom` has columns parent, component, quantity (indexes)."""

    price: "Array"
    cost: "Array"
    supplier: "Array"
    multiple: "Array"
    bom: "Array"
    lead_days: "Array"
    is_late: "Array"

    def is_kit(self, index: "Array") -> "Array":
        """Which products are assembled."""
        import numpy as np

        return np.isin(index, self.bom[:, 0])


def make_masters(size: Size) -> Masters:
    """Prices in EUR; `lead_days` and `is_late` by supplier index."""
    import numpy as np

    rng = size.rng(0)
    cost = np.round(np.exp(rng.normal(2.8, 0.9, size.products)), 2)
    bom = _bom(size.products, rng)
    for parent in np.unique(bom[:, 0]):
        lines = bom[bom[:, 0] == parent]
        cost[parent] = np.round((cost[lines[:, 1]] * lines[:, 2]).sum() * 1.15, 2)
    return Masters(
        price=np.round(cost * rng.uniform(1.6, 2.4, size.products), 2),
        cost=cost,
        supplier=rng.integers(0, size.suppliers, size.products),
        multiple=rng.choice([1, 5, 10, 12], size.products),
        bom=bom,
        lead_days=rng.integers(7, 42, size.suppliers),
        is_late=rng.random(size.suppliers) < 0.25,
    )


def _bom(products: int, rng: "Generator") -> "Array":
    import numpy as np

    kits = np.arange(KIT, products, BLOCK)
    lines = np.array([(kit, kit - KIT + part) for kit in kits for part in PARTS], dtype=np.int64).reshape(-1, 2)
    return np.column_stack([lines, rng.integers(1, 3, len(lines))])
