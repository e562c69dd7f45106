"""Netting alone: a generated company planned whole, and one product of it planned anew in the warm process."""

import json
import sys
import time
from dataclasses import replace

import numpy as np

from bench.companies import AS_OF, make_company
from planning.netting.engine import Netted, net
from planning.netting.prepare import prepare
from planning.netting.problem import Problem
from planning.netting.replan import affected, replan, with_movements


def main(size: int) -> None:
    """Plans `size` product-locations; prints seconds by step and counts as JSON. Compilation is timed apart."""
    started = time.monotonic()
    warm_up()
    took = {"compile": time.monotonic() - started}
    inputs = make_company(size)
    started = time.monotonic()
    problem = prepare(inputs, AS_OF)
    took["prepare"] = time.monotonic() - started
    started = time.monotonic()
    netted = net(problem)
    took["net"] = time.monotonic() - started
    took["replan one product"], components = replan_one(problem, netted)
    counts = {"orders": netted.orders.item.size, "held": len(problem.held), "components": components}
    sys.stdout.write(json.dumps({"seconds": took, "counts": counts}) + "\n")


def warm_up() -> None:
    """Everything compiled, or loaded from the cache on disk."""
    problem = prepare(make_company(200), AS_OF)
    replan_one(problem, net(problem))


def replan_one(problem: Problem, before: Netted) -> tuple[float, int]:
    """Seconds to plan the first assembly anew with half as much demand again, and how many components it touches."""
    changed = np.zeros(problem.items, bool)
    changed[0] = True
    demand, supply = problem.inputs.demand, problem.inputs.supply
    own = demand[demand["item"] == 0]
    fresh = replace(problem.inputs, demand=own.assign(qty=own["qty"] * 1.5), supply=supply[supply["item"] == 0])
    started = time.monotonic()
    again = replan(with_movements(problem, changed, fresh), before, changed)
    took = time.monotonic() - started
    if not again.orders.item.size:
        raise RuntimeError("Nothing was planned: the generated company is wrong.")
    return took, int(affected(problem, changed).sum()) - 1


if __name__ == "__main__":
    main(int(sys.argv[1]))
