"""The inner loop of the simulation of lead-time demand, compiled; imported only where it is run."""

from typing import Any

import numpy as np
from numba import njit


@njit(cache=True, inline="always")
def _next(state: Any) -> Any:
    """SplitMix64 (Steele, Lea, Flood 2014): the next state and 53 random bits as a number from 0 to 1."""
    state = state + np.uint64(0x9E3779B97F4A7C15)
    mixed = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    mixed = mixed ^ (mixed >> np.uint64(31))
    return state, (mixed >> np.uint64(11)) * (1.0 / 9007199254740992.0)


@njit(cache=True, inline="always")
def _lead_time(mean: float, std: float, normal: float) -> Any:
    """A gamma lead time by Wilson and Hilferty's cube (1931): never negative, skewed to the late side."""
    if std <= 0.0 or mean <= 0.0:
        return mean
    shape = (mean / std) ** 2
    root = 1.0 - 1.0 / (9.0 * shape) + normal / (3.0 * np.sqrt(shape))
    return mean * max(root, 0.0) ** 3


@njit(cache=True)
def _demand(days: Any, sizes: Any, span: int, horizon: int, state: Any) -> Any:
    """Demand of one horizon: it begins on a random day of the circle of history; sizes and gaps are drawn from it."""
    events = len(days)
    state, draw = _next(state)
    begin = int(draw * span)
    place = int(np.searchsorted(days, begin))
    offset = days[place] - begin if place < events else days[0] + span - begin
    total = 0.0
    while offset < horizon:
        state, draw = _next(state)
        total += sizes[int(draw * events)]
        state, draw = _next(state)
        place = int(draw * events)
        offset += days[place] - days[place - 1] if place > 0 else days[0] + span - days[events - 1]
    return state, total


@njit(cache=True)
def _level_for_fill(draws: Any, allowed: float) -> Any:
    """The lowest level whose mean shortage is at most `allowed`, from sorted draws: E[(D - S)+] falls by straight
    lines between them."""
    count, short = len(draws), 0.0
    for at in range(count - 1, 0, -1):
        step = (draws[at] - draws[at - 1]) * (count - at) / count
        if short + step > allowed:
            return draws[at] - (allowed - short) * count / (count - at)
        short += step
    return max(draws[0] - (allowed - short), 0.0)


@njit(cache=True, nogil=True)
def simulate(history: Any, exposure: Any, target: Any, random: Any, count: int) -> Any:
    """Level, mean and spread of simulated demand over lead time and review, per item (NaN without any event).

    `history`: starts, days, sizes, spans, where starts cuts days and sizes by item; `exposure` (n x 3): lead time's
    mean and std, review; `target` (n x 2): share and, for a fill rate, the quantity of a cycle (NaN: cycle
    service level); `random`: a seed per item, and equally likely standard normals.
    """
    starts, days, sizes, spans = history
    seeds, normals = random
    items = len(spans)
    level, mean, spread = np.full(items, np.nan), np.full(items, np.nan), np.full(items, np.nan)
    draws = np.empty(count)
    for item in range(items):
        first, last = starts[item], starts[item + 1]
        if last == first:
            continue
        state = seeds[item]
        for at in range(count):
            state, draw = _next(state)
            late = normals[int(draw * len(normals))]
            exposed = exposure[item, 2] + _lead_time(exposure[item, 0], exposure[item, 1], late)
            state, draw = _next(state)
            state, draws[at] = _demand(days[first:last], sizes[first:last], spans[item], int(exposed + draw), state)
        draws.sort()
        mean[item], spread[item] = draws.mean(), draws.std() * np.sqrt(count / (count - 1))
        if np.isnan(target[item, 1]):
            level[item] = draws[min(max(int(np.ceil(target[item, 0] * count)) - 1, 0), count - 1)]
        else:
            level[item] = _level_for_fill(draws, (1.0 - target[item, 0]) * target[item, 1])
    return level, mean, spread
