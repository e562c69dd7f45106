"""What needs what: components and giving locations, their levels, and cycles refused as a path."""

from typing import TYPE_CHECKING

import numpy as np

from planning.netting.arrays import NEVER, Array
from planning.netting.coding import KEYS, UNKNOWN, ItemIndex, offsets
from planning.netting.held import Held
from planning.netting.inputs import instants, numbers, texts
from planning.netting.levels import cycle_groups, cycle_path, names
from planning.netting.problem import Bom

if TYPE_CHECKING:
    import pandas as pd


def checked_bom(bom: "pd.DataFrame", held: Held) -> "pd.DataFrame":
    """The lines that can be exploded."""
    scrap = numbers(bom, "scrap", 0)
    reason = "BOM line {product_id} -> {component_id} loses everything or more (scrap {scrap}). Give a share below 1."
    bom = held.without("bom", bom, "component_id", ~((scrap >= 0) & (scrap < 1)), reason)
    reason = "BOM line {product_id} -> {component_id} takes {qty_per}. Give a quantity above 0."
    return held.without("bom", bom, "component_id", ~(numbers(bom, "qty_per", np.nan) > 0), reason)


def incomplete_held(sources: "pd.DataFrame", bom: "pd.DataFrame", kept: "pd.DataFrame") -> "pd.DataFrame":
    """The sources, with a hold_reason for making what has BOM lines that were not `kept`."""
    incomplete = set(bom["product_id"][~bom.index.isin(kept.index)]) if len(kept) < len(bom) else set()
    if not incomplete:
        return sources
    wrong = (sources["kind"] == "make") & sources["product_id"].isin(incomplete)
    return sources.assign(hold_reason=np.array([_INCOMPLETE if one else None for one in wrong], object))


_INCOMPLETE = "A line of its bill of materials is set aside, so its components are not all planned. Correct the line."


def takings(index: ItemIndex, sources: "pd.DataFrame", bom: "pd.DataFrame", held: Held) -> "pd.DataFrame":
    """One row per source and item that it takes from: source (row of `sources`), parent, child, per, opens, closes."""
    import pandas as pd

    numbered = pd.DataFrame({key: texts(sources, key) for key in (*KEYS, "kind", "from_location_id")})
    numbered["source"] = np.arange(len(sources))
    numbered["parent"] = index.rows(numbered, *KEYS)
    moved = numbered[numbered["kind"] == "transfer"]
    moved = moved.assign(child=index.rows(moved, "product_id", "from_location_id"), per=1.0)
    moved = moved.assign(opens=-NEVER, closes=NEVER, component_id=moved["product_id"])
    made = _made(index, numbered[numbered["kind"] == "make"], bom)
    every = pd.concat([moved, made], ignore_index=True)
    reason = "{component_id} is not planned where {product_id} at {location_id} takes it from. Add it to the items."
    return held.without("bom", every, "component_id", (every["child"] == UNKNOWN).to_numpy(), reason)


def _made(index: ItemIndex, made: "pd.DataFrame", bom: "pd.DataFrame") -> "pd.DataFrame":
    import pandas as pd

    lines = pd.DataFrame({key: texts(bom, key) for key in ("product_id", "component_id")})
    lines["only_at"] = texts(bom, "location_id")
    lines["per"] = numbers(bom, "qty_per", 0) / (1 - numbers(bom, "scrap", 0))
    lines["opens"], lines["closes"] = instants(bom, "effective_from", -NEVER), instants(bom, "effective_to", NEVER)
    both = made.merge(lines, on="product_id")
    both = both[both["only_at"].isna() | (both["only_at"] == both["location_id"])]
    return both.assign(child=index.rows(both, "component_id", "location_id"))


def without_cycles(items: "pd.DataFrame", takes: "pd.DataFrame", held: Held) -> "tuple[pd.DataFrame, Array]":
    """The takings outside cycles, and whether each item lies on one (bool); each cycle is held once, as its path."""
    parent, child = takes["parent"].to_numpy(), takes["child"].to_numpy()
    group = cycle_groups(len(items), parent, child)
    inside = (group[parent] >= 0) & (group[parent] == group[child])
    for number in np.unique(group[group >= 0]):
        start = items[group == number].astype(str).sort_values(KEYS).index[0]
        mine = inside & (group[parent] == number)
        path = names(items, cycle_path(start, parent[mine], child[mine]))
        row = items.loc[start]
        held.rows.append(("bom", path, row["product_id"], row["location_id"], f"Cycle: {path}. {_CURE}"))
    return takes[~inside], group >= 0


_CURE = "Nothing on it is planned until a BOM line or a transfer of it is removed."


def explosion(sources: int, takes: "pd.DataFrame") -> Bom:
    """The takings as arrays by source."""
    takes = takes.sort_values(["source", "child"], kind="stable")
    return Bom(
        offsets(sources, takes["source"].to_numpy(np.int64)),
        takes["child"].to_numpy(np.int64),
        takes["per"].to_numpy(np.float64),
        takes["opens"].to_numpy(np.int64),
        takes["closes"].to_numpy(np.int64),
    )
