"""Low-level codes, and the cycles that make them impossible."""

from typing import TYPE_CHECKING

import numpy as np

from planning.netting.arrays import Array

if TYPE_CHECKING:
    import pandas as pd


def low_level_codes(items: int, parent: Array, child: Array) -> Array:
    """The deepest level of each item, 0 at the top: longest path from any item that nothing else needs (int64).

    The edges (`parent` needs `child`) must be free of cycles; take those of `cycle_edges` out first.
    """
    level = np.zeros(items, np.int64)
    while True:
        deeper = level.copy()
        np.maximum.at(deeper, child, level[parent] + 1)
        if np.array_equal(deeper, level):
            return level
        level = deeper


def cycle_groups(items: int, parent: Array, child: Array) -> Array:
    """Number of the strongly connected group of each item that lies on a cycle, -1 of every other (int64)."""
    from scipy.sparse import coo_matrix  # type: ignore[import-untyped,unused-ignore]
    from scipy.sparse.csgraph import connected_components  # type: ignore[import-untyped,unused-ignore]

    if not parent.size:
        return np.full(items, -1, np.int64)
    graph = coo_matrix((np.ones(parent.size, np.int8), (parent, child)), shape=(items, items))
    _, group = connected_components(graph, directed=True, connection="strong")
    alone = np.bincount(group)[group] == 1
    alone[parent[parent == child]] = False
    return np.where(alone, -1, group.astype(np.int64))


def cycle_path(start: int, parent: Array, child: Array) -> list[int]:
    """The shortest way from `start` back to itself, both ends included. The edges must hold one."""
    following: dict[int, list[int]] = {}
    for one, other in zip(parent.tolist(), child.tolist(), strict=True):
        following.setdefault(one, []).append(other)
    paths = [[start]]
    seen: set[int] = set()
    for path in paths:
        for step in sorted(following.get(path[-1], [])):
            if step == start:
                return [*path, start]
            if step not in seen:
                seen.add(step)
                paths.append([*path, step])
    return []


def below(items: int, parent: Array, child: Array, chosen: Array) -> Array:
    """The `chosen` items (bool per item) and everything that they are made of or supplied from."""
    reached = chosen.copy()
    while True:
        more = reached.copy()
        more[child[reached[parent]]] = True
        if np.array_equal(more, reached):
            return reached
        reached = more


def names(keys: "pd.DataFrame", path: list[int]) -> str:
    """A path in words: A -> B -> A, with the location where a product occurs at several."""
    rows = keys.iloc[path]
    several = rows["location_id"].nunique() > 1
    place = [f" at {where}" if several else "" for where in rows["location_id"]]
    return " -> ".join(f"{product}{where}" for product, where in zip(rows["product_id"], place, strict=True))
