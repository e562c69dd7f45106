"""Entry errors in demand: a single day of absurd size, as 10,000 typed instead of 10, that must not become a level."""

from typing import TYPE_CHECKING, Any

import numpy as np

from planning.formulas import Numbers

if TYPE_CHECKING:
    import pandas as pd

KEYS = ["product_id", "location_id"]
FEWEST_DAYS = 8
"""Days with demand below which nothing says what is usual."""
ABSURD = 10.0
"""Times the third largest day: a digit too many. Two errors do not hide each other; a step or a promotion of three
days is none."""
APART_DAYS = 7
"""Two such days within a week confirm each other: something happened."""
SPREADS = 5.0
"""Hampel's identifier (Davies & Gather 1993) on logarithms of sizes, stricter than its usual 3."""
MAD_TO_STD = 1.4826


def without_spikes(history: "pd.DataFrame") -> "tuple[pd.DataFrame, pd.DataFrame]":
    """The history with the median day in place of entry errors, and what was found.

    Args:
        history: product_id, location_id, demand_on, quantity, optional customer_qty (stock units); days without demand
            absent.

    Returns:
        The same rows; and one row per error: product_id, location_id, demand_on, quantity, usual_qty.
    """
    sizes = history["quantity"].to_numpy(float)
    found, usual = _spikes(history.groupby(KEYS, sort=False).ngroup().to_numpy(), _days(history), sizes)
    about = history.iloc[found]
    errors = about[[*KEYS, "demand_on"]].assign(quantity=sizes[found], usual_qty=usual)
    if not found.size:
        return history, errors
    changed = {"quantity": usual}
    if "customer_qty" in history:
        changed["customer_qty"] = usual * about["customer_qty"].to_numpy(float) / sizes[found]
    clean = history.copy()
    for name, values in changed.items():
        column = clean[name].to_numpy(float).copy()
        column[found] = values
        clean[name] = column
    return clean, errors.reset_index(drop=True)


def as_holds(errors: "pd.DataFrame") -> "pd.DataFrame":
    """Entry errors as rows of `plan_holds`: part, part_key, product_id, location_id, reason."""
    import pandas as pd

    days = pd.to_datetime(errors["demand_on"]).dt.strftime("%Y-%m-%d")
    reasons = [
        f"On {day} {size:,.10g} were asked for, the usual is {usual:,.10g}: taken for an entry error, the forecast "
        "counts the usual. Correct the order at its source; if it is right and comes again, add a forecast override."
        for day, size, usual in zip(days, errors["quantity"], errors["usual_qty"], strict=True)
    ]
    return errors[KEYS].assign(part="demand", part_key=days, reason=reasons)[["part", "part_key", *KEYS, "reason"]]


def _days(history: "pd.DataFrame") -> Any:
    import pandas as pd

    return pd.to_datetime(history["demand_on"]).to_numpy("datetime64[D]").astype(np.int64)


def _spikes(group: Any, day: Any, size: Numbers) -> tuple[Any, Numbers]:
    """Places of the errors, and the median size of each one's group."""
    sold = np.flatnonzero(size > 0)
    order = sold[np.lexsort((size[sold], group[sold]))]
    last = np.flatnonzero(np.diff(group[order], append=-1) != 0)
    counts = np.diff(last, prepend=-1)
    places, usual = [], []
    for end, count in _candidates(size[order], last, counts):
        mine = order[end - count + 1 : end + 1]
        middle, limit = _hampel(size[mine])
        absurd = [one for one in mine[-2:] if size[one] >= max(ABSURD * size[mine[-3]], limit)]
        if len(absurd) == 2 and abs(day[absurd[0]] - day[absurd[1]]) <= APART_DAYS:
            continue
        places += absurd
        usual += [middle] * len(absurd)
    return np.array(places, np.int64), np.array(usual, float)


def _candidates(size: Numbers, last: Any, counts: Any) -> list[tuple[int, int]]:
    """Groups (end and count in sorted sizes) whose largest day is absurd beside the third largest: few of all."""
    enough = counts >= FEWEST_DAYS
    ends = last[enough]
    absurd = size[ends] >= ABSURD * size[ends - 2]
    return [(int(end), int(count)) for end, count in zip(ends[absurd], counts[enough][absurd], strict=True)]


def _hampel(size: Numbers) -> tuple[float, float]:
    """Median, and the size above which one is far from it: by the median deviation of logarithms.

    The deviation is at least a unit's: where a customer usually takes one piece, the shop that takes a dozen is none.
    """
    logs, usual = np.log(size), float(np.median(size))
    middle = float(np.median(logs))
    spread = max(MAD_TO_STD * float(np.median(np.abs(logs - middle))), float(np.log1p(1 / usual)))
    return usual, float(np.exp(middle + SPREADS * spread))
