"""Generated companies for netting: products at one location, one in ten an assembly, two levels of BOM."""

import numpy as np
import pandas as pd

from planning.netting.inputs import Inputs

AS_OF = np.datetime64("2026-06-29", "s")
WEEKS = 26


def make_company(size: int, seed: int = 7) -> Inputs:
    """`size` product-locations: 2 % assemblies above 8 % sub-assemblies above bought parts; 26 weekly forecast
    buckets each, an open order for every fifth, minimum of about four weeks, two suppliers for every third part."""
    random = np.random.default_rng(seed)
    codes = np.array([f"P{number:07d}" for number in range(size)], object)
    tops, subs = size // 50, size // 10
    mean = random.gamma(1.2, 20, size)
    items = pd.DataFrame({"product_id": codes, "location_id": "main", "on_hand_qty": np.ceil(mean * 5)})
    items["safety_stock_qty"] = np.ceil(mean * 1.5)
    return Inputs(
        items,
        _sources(random, codes, mean, subs),
        _demand(random, mean),
        _supply(random, mean),
        _bom(random, codes, tops, subs),
    )


def _demand(random: np.random.Generator, mean: "np.ndarray[tuple[int], np.dtype[np.float64]]") -> pd.DataFrame:
    size = mean.size
    item = np.repeat(np.arange(size), WEEKS)
    due = np.tile(AS_OF + np.arange(WEEKS) * np.timedelta64(7, "D"), size)
    return pd.DataFrame({"item": item, "due_at": due, "qty": random.poisson(mean[item]).astype(float)})


def _supply(random: np.random.Generator, mean: "np.ndarray[tuple[int], np.dtype[np.float64]]") -> pd.DataFrame:
    item = np.arange(0, mean.size, 5)
    due = AS_OF + random.integers(1, 40, item.size) * np.timedelta64(1, "D")
    return pd.DataFrame({"supply_id": item, "item": item, "due_at": due, "qty": np.ceil(mean[item] * 4)})


def _sources(
    random: np.random.Generator,
    codes: "np.ndarray[tuple[int], np.dtype[np.object_]]",
    mean: "np.ndarray[tuple[int], np.dtype[np.float64]]",
    subs: int,
) -> pd.DataFrame:
    row = np.concatenate([np.arange(codes.size), np.arange(subs, codes.size, 3)])
    made = row < subs
    return pd.DataFrame(
        {
            "source_id": np.array([f"S{number:07d}" for number in range(row.size)], object),
            "product_id": codes[row],
            "location_id": "main",
            "kind": np.where(made, "make", "buy"),
            "supplier_id": np.where(made, "", "V" + pd.Series(row % 97).astype(str)),
            "lead_time_days": random.integers(5, 45, row.size),
            "fixed_hours": 24.0,
            "unit_cost": np.round(random.uniform(1, 50, row.size), 2),
            "min_qty": np.ceil(mean[row] * 4),
            "multiple_qty": np.where(row % 3 == 0, 12.0, 1.0),
        }
    )


def _bom(
    random: np.random.Generator, codes: "np.ndarray[tuple[int], np.dtype[np.object_]]", tops: int, subs: int
) -> pd.DataFrame:
    upper = random.integers(tops, subs, 4 * tops)
    lower = random.integers(subs, codes.size, 5 * (subs - tops))
    parent = np.concatenate([np.repeat(np.arange(tops), 4), np.repeat(np.arange(tops, subs), 5)])
    lines = pd.DataFrame({"product_id": codes[parent], "component_id": codes[np.concatenate([upper, lower])]})
    lines = lines.drop_duplicates(ignore_index=True)
    return lines.assign(qty_per=random.integers(1, 4, len(lines)).astype(float), scrap=0.02)
