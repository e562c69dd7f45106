"""Netting alone: a generated company planned whole, and one product of it planned anew in the warm process."""

import json
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

import numpy as np

from bench.companies import AS_OF, make_company
from planning.netting.engine import net
from planning.netting.inputs import Inputs
from planning.netting.prepare import prepare
from planning.netting.problem import Problem
from planning.netting.replan import affected, replan, with_movements

Result = TypeVar("Result")


def main(size: int) -> None:
    """Plans `size` product-locations; prints wall and processor seconds by step, and counts, as JSON."""
    _, compiled = timed(warm_up)
    inputs = make_company(size)
    problem, prepared = timed(lambda: prepare(inputs, AS_OF))
    netted, planned = timed(lambda: net(problem))
    changed = np.zeros(problem.items, bool)
    changed[0] = True
    more = half_as_much_again(problem)
    again, replanned = timed(lambda: replan(with_movements(problem, changed, more), netted, changed))
    if again.orders.item.size == 0:
        raise RuntimeError("Nothing was planned: the generated company is wrong.")
    took = {"compile": compiled, "prepare": prepared, "net": planned, "replan one product": replanned}
    below = int(affected(problem, changed).sum()) - 1
    counts = {"orders": netted.orders.item.size, "held": len(problem.held), "components replanned": below}
    sys.stdout.write(json.dumps({"seconds": took, "counts": counts}) + "\n")


def timed(work: Callable[[], Result]) -> tuple[Result, dict[str, float]]:
    """What `work` returns, and its wall and processor seconds."""
    started, spent = time.monotonic(), time.process_time()
    result = work()
    return result, {"wall": time.monotonic() - started, "processor": time.process_time() - spent}


def warm_up() -> None:
    """Everything compiled, or loaded from the cache on disk."""
    problem = prepare(make_company(200), AS_OF)
    nothing = np.zeros(problem.items, bool)
    nothing[0] = True
    replan(with_movements(problem, nothing, half_as_much_again(problem)), net(problem), nothing)


def half_as_much_again(problem: Problem) -> Inputs:
    """Demand and supply of the first assembly, with half as much demand again."""
    demand, supply = problem.inputs.demand, problem.inputs.supply
    own = demand[demand["item"] == 0]
    return replace(problem.inputs, demand=own.assign(qty=own["qty"] * 1.5), supply=supply[supply["item"] == 0])


if __name__ == "__main__":
    main(int(sys.argv[1]))
