"""`make bench`: seconds and peak memory of what a user waits for, printed as Markdown tables.

Figures depend on the machine; compare those of one run. Without ../shared/data the AdventureWorks rows are left out.
"""

import argparse
import platform
import tempfile
from pathlib import Path

from bench import scenarios
from bench.matching import calibrate, quality
from bench.scenarios import Row

SCENARIOS = {
    "install": scenarios.install,
    "sandbox": scenarios.sandbox,
    "adventureworks": scenarios.adventureworks,
    "online_retail": scenarios.online_retail,
    "generated": scenarios.generated,
    "forecasting": scenarios.forecasting,
    "matching": scenarios.matching,
    "netting": scenarios.netting,
    "order_lines": scenarios.order_lines,
    "keeping": scenarios.keeping,
    "planning": scenarios.planning,
    "policy": scenarios.policy,
    "reconciling": scenarios.reconciling,
    "chat": scenarios.chat,
}


def main() -> None:
    """Runs the scenarios that were asked for, all by default."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("scenario", nargs="*", choices=[*SCENARIOS, []], help="which; default: all")
    parser.add_argument("--products", type=int, default=10_000, help="size of the generated company")
    parser.add_argument("--calibrate", action="store_true", help="only fit the weights of identity/confidence.py anew")
    chosen = parser.parse_args()
    if chosen.calibrate:
        print(*calibrate(), sep="\n")
        return
    print(f"Python {platform.python_version()}, {platform.machine()}, {platform.system()}\n")
    print("| what | wall s | processor s | peak MB | steps |\n|---|---|---|---|---|", flush=True)
    with tempfile.TemporaryDirectory(prefix="tandem-bench-") as folder:
        for name in chosen.scenario or SCENARIOS:
            for row in SCENARIOS[name](Path(folder) / name, chosen.products):
                print(_line(row), flush=True)
    if "matching" in (chosen.scenario or SCENARIOS):
        print("", *quality(scenarios.SHARED), sep="\n")


def _line(row: Row) -> str:
    m = row.measured
    return f"| {row.what} | {m.seconds:.1f} | {m.cpu_seconds:.1f} | {m.peak_mb:.0f} | {row.steps} |"


if __name__ == "__main__":
    main()
