"""Netting alone: a generated company planned whole."""

import json
import sys
import time
from collections.abc import Callable
from typing import TypeVar

from bench.companies import AS_OF, make_company
from planning.netting.engine import net
from planning.netting.prepare import prepare

Result = TypeVar("Result")


def main(size: int) -> None:
    """Plans `size` product-locations; prints wall and processor seconds by step, and counts, as JSON."""
    _, compiled = timed(warm_up)
    inputs = make_company(size)
    problem, prepared = timed(lambda: prepare(inputs, AS_OF))
    netted, planned = timed(lambda: net(problem))
    if netted.orders.item.size == 0:
        raise RuntimeError("Nothing was planned: the generated company is wrong.")
    took = {"compile": compiled, "prepare": prepared, "net": planned}
    counts = {"orders": netted.orders.item.size, "held": len(problem.held)}
    sys.stdout.write(json.dumps({"seconds": took, "counts": counts}) + "\n")


def timed(work: Callable[[], Result]) -> tuple[Result, dict[str, float]]:
    """What `work` returns, and its wall and processor seconds."""
    started, spent = time.monotonic(), time.process_time()
    result = work()
    return result, {"wall": time.monotonic() - started, "processor": time.process_time() - spent}


def warm_up() -> None:
    """Everything compiled, or loaded from the cache on disk."""
    net(prepare(make_company(200), AS_OF))


if __name__ == "__main__":
    main(int(sys.argv[1]))
