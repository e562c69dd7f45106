"""Item numbers for rows that name a product and a location."""

from typing import TYPE_CHECKING

import numpy as np

from planning.netting.arrays import Array

if TYPE_CHECKING:
    import pandas as pd

KEYS = ["product_id", "location_id"]
UNKNOWN = -1


class ItemIndex:
    """Looks up the rows of `items` by product and location."""

    def __init__(self, items: "pd.DataFrame") -> None:
        import pandas as pd

        codes = [pd.factorize(items[key]) for key in KEYS]
        self._products, self._locations = (pd.Index(names) for _, names in codes)
        joint = self._joint(codes[0][0], codes[1][0])
        self._order = np.argsort(joint, kind="stable")
        self._joint_sorted = joint[self._order]

    def rows(self, frame: "pd.DataFrame", product: str, location: str) -> Array:
        """The row of the items that each row of `frame` means by its two columns, UNKNOWN where there is none."""
        if not self._order.size or not len(frame) or product not in frame or location not in frame:
            return np.full(len(frame), UNKNOWN, np.int64)
        wanted = self._joint(self._products.get_indexer(frame[product]), self._locations.get_indexer(frame[location]))
        place = np.minimum(np.searchsorted(self._joint_sorted, wanted), self._order.size - 1)
        return np.where(self._joint_sorted[place] == wanted, self._order[place], UNKNOWN).astype(np.int64)

    def _joint(self, product: Array, location: Array) -> Array:
        whole = product.astype(np.int64) * (self._locations.size + 1) + location
        return np.where((product < 0) | (location < 0), UNKNOWN, whole)


def item_numbers(items: "pd.DataFrame", frame: "pd.DataFrame", product: str, location: str) -> Array:
    """As `ItemIndex.rows`, for a single look-up (int64)."""
    return ItemIndex(items).rows(frame, product, location)


def own_numbers(items: "pd.DataFrame", frame: "pd.DataFrame", index: ItemIndex | None = None) -> Array:
    """The item number of each row, from the column `item` where the caller gave one, else looked up."""
    if "item" in frame:
        given = frame["item"].to_numpy(np.int64)
        return np.where((given >= 0) & (given < len(items)), given, UNKNOWN)
    return (index or ItemIndex(items)).rows(frame, *KEYS) if len(frame) else np.empty(0, np.int64)


def offsets(rows: int, owner: Array) -> Array:
    """CSR offsets (int64, rows + 1) of entries whose `owner` row is ascending."""
    return np.searchsorted(owner, np.arange(rows + 1)).astype(np.int64)
