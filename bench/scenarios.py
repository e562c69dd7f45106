"""What is measured: each scenario makes its own folder and yields rows."""

import json
import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from bench.measure import Measured, measure
from sandbox.credentials import ENVIRONMENT
from sandbox.serve import start_sandbox, stop_sandbox
from tandem.cli.sandbox import PORT
from tandem.cycle import on_standard_error

PROJECT = Path(__file__).resolve().parent.parent
SHARED = PROJECT.parent / "shared" / "data"
PYTHON = [sys.executable, "-m"]
TANDEM = [sys.executable, "-c", "from tandem.cli import app; app()"]


@dataclass(frozen=True)
class Row:
    """One line of the table: what was run, what it took, and the share of each step."""

    what: str
    measured: Measured
    steps: str = ""


def install(folder: Path, products: int) -> Iterator[Row]:
    """From no environment to a working command, from the lock (the package cache may be warm)."""
    folder.mkdir()
    for name in ("Makefile", "pyproject.toml", "requirements.lock", "README.md"):
        shutil.copy(PROJECT / name, folder)
    for package in (
        "alerts",
        "connectors",
        "flows",
        "identity",
        "lake",
        "operations",
        "planning",
        "quality",
        "sandbox",
        "tandem",
    ):
        (folder / package).mkdir()
    yield Row("install from the lock", measure(["make", "--silent", "install"], folder, {}))


def sandbox(folder: Path, products: int) -> Iterator[Row]:
    """The sandbox company: the first cycle, a second, and with a lasting Prefect server one in a new process (cold) and
    one in a process that has run a cycle before (warm)."""
    folder.mkdir()
    shutil.copy(PROJECT / "tandem.yaml", folder)
    yield _cycle("sandbox, first cycle, everything from nothing", folder, ENVIRONMENT, command="demo")
    with _lasting_sandbox(folder):
        yield _cycle("sandbox, second cycle", folder, ENVIRONMENT)
        with _lasting_server(folder):
            yield _cycle("sandbox, cycle with a lasting server, cold", folder, ENVIRONMENT)
            yield _warm("sandbox, cycle with a lasting server, warm", folder, ENVIRONMENT)


def adventureworks(folder: Path, products: int) -> Iterator[Row]:
    """Microsoft's sample company as of 2014-06-30."""
    source = SHARED / "adventureworks" / "oltp"
    if not source.is_dir():
        return
    folder.mkdir()
    shutil.copy(PROJECT / "examples" / "adventureworks" / "tandem.yaml", folder)
    (folder / "data").symlink_to(source)
    yield _cycle("AdventureWorks, first cycle", folder, {})
    yield _cycle("AdventureWorks, second cycle", folder, {})


def online_retail(folder: Path, products: int) -> Iterator[Row]:
    """A real shop: 1,044,847 rows of two years, as of 2011-12-09."""
    source = SHARED / "online_retail_ii"
    if not source.is_dir():
        return
    folder.mkdir()
    shutil.copy(PROJECT / "examples" / "online_retail" / "tandem.yaml", folder)
    (folder / "data").symlink_to(source)
    yield _cycle("Online Retail II, first cycle", folder, {})
    yield _cycle("Online Retail II, second cycle", folder, {})


def generated(folder: Path, products: int) -> Iterator[Row]:
    """Companies of a quarter of the size and of the whole, 3 locations and 365 days: is the cost linear?"""
    for size in (products // 4, products):
        here = folder / str(size)
        here.mkdir(parents=True)
        options = ["--products", str(size), "--locations", "3", "--days", "365"]
        made = measure([*TANDEM, "sandbox", "generate", str(here), *options], here, {})
        yield Row(f"generate {size:,} products x 3 locations x 365 days", made)
        yield _cycle(f"{size:,} products x 3 locations x 365 days, first cycle", here, {})


def matching(folder: Path, products: int) -> Iterator[Row]:
    """100,000 names against 100,000 others, generated ones."""
    folder.mkdir()
    made = measure([*PYTHON, "bench.matching", "100000"], folder, {"PYTHONPATH": str(PROJECT)})
    yield Row("match 100,000 products against 100,000", made)


def forecasting(folder: Path, products: int) -> Iterator[Row]:
    """A model for each of 10,000 and 100,000 series of two years of weeks, with its spread and quantiles."""
    folder.mkdir()
    for size in (10_000, 100_000):
        made = measure([*PYTHON, "bench.forecasting", str(size)], folder, {"PYTHONPATH": str(PROJECT)})
        seconds = json.loads(made.output)["seconds"]
        yield Row(f"forecasts of {size:,} series", made, f"{seconds:.1f} s, {1000 * seconds / size:.3f} s per 1,000")


def netting(folder: Path, products: int) -> Iterator[Row]:
    """Netting alone, from frames in memory: 1,000 to 1,000,000 product-locations, and one product planned anew."""
    folder.mkdir()
    for size in (1_000, 10_000, 100_000, 1_000_000):
        made = measure([*PYTHON, "bench.netting", str(size)], folder, {"PYTHONPATH": str(PROJECT)})
        said = json.loads(made.output)
        took = said["seconds"]
        steps = ", ".join(f"{name} {one['wall']:.2f} (processor {one['processor']:.2f})" for name, one in took.items())
        alone = (took["prepare"]["wall"] + took["net"]["wall"]) * 1000 / size
        counts = ", ".join(f"{count:,} {name}" for name, count in said["counts"].items())
        yield Row(f"netting {size:,} product-locations", made, f"{steps}; {alone:.4f} s per 1,000; {counts}")


def planning(folder: Path, products: int) -> Iterator[Row]:
    """The whole plan from frames in memory, two years of history, then one product of it anew: up to a million
    product-locations."""
    folder.mkdir()
    for size in (1_000, 10_000, 100_000, 1_000_000):
        made = measure([*PYTHON, "bench.planning", str(size), str(folder)], folder, {"PYTHONPATH": str(PROJECT)})
        said = json.loads(made.output)
        steps = ", ".join(f"{name} {seconds:.1f}" for name, seconds in said["seconds"].items())
        each = sum(said["seconds"].values()) * 1000 / size
        counts = ", ".join(f"{count:,} {name}" for name, count in said["counts"].items())
        again = ", ".join(f"{name} {seconds:.2f}" for name, seconds in said["one product anew"].items())
        what = f"{steps}; {each:.3f} s per 1,000; {counts}; one product planned anew: {again}"
        yield Row(f"whole plan, {size:,} product-locations", made, what)


def reconciling(folder: Path, products: int) -> Iterator[Row]:
    """1,000 and 10,000 open requisitions against new candidates, on SQLite."""
    for count in (1_000, 10_000):
        here = folder / str(count)
        here.mkdir(parents=True)
        made = measure([*PYTHON, "bench.reconciling", str(count), str(here)], here, {"PYTHONPATH": str(PROJECT)})
        took = json.loads(made.output)["seconds"].items()
        steps = ", ".join(f"{name} {seconds:.2f} s ({count / seconds:,.0f} a second)" for name, seconds in took)
        yield Row(f"{count:,} requisitions", made, steps)


def chat(folder: Path, products: int) -> Iterator[Row]:
    """200 requisitions told to the Slack double and approved there, one after the other."""
    folder.mkdir()
    made = measure([*PYTHON, "bench.chat", "200", str(folder)], folder, {"PYTHONPATH": str(PROJECT)})
    took = json.loads(made.output).items()
    steps = ", ".join(f"{name} p50 {one['p50']:.0f} ms, p95 {one['p95']:.0f} ms" for name, one in took)
    yield Row("200 requisitions told and approved in chat", made, steps)


def order_lines(folder: Path, products: int) -> Iterator[Row]:
    """100,000 products, and 1 and 10 million order lines: does a build after 1,000 new lines cost what is new?"""
    for lines in (1_000_000, 10_000_000):
        here = folder / str(lines)
        here.mkdir(parents=True)
        command = [*PYTHON, "bench.order_lines", str(here), "100000", str(lines)]
        both = measure(command, here, {"PYTHONPATH": str(PROJECT)})
        took = json.loads(both.output).items()
        steps = ", ".join(f"build {name} {one['wall']:.1f} (processor {one['processor']:.1f})" for name, one in took)
        yield Row(f"100,000 products, {lines:,} order lines", both, steps)
        shutil.rmtree(here)


def keeping(folder: Path, products: int) -> Iterator[Row]:
    """Backup, restore and compaction of 1 and 10 million order lines, each in two versions; names for persons."""
    for lines in (1_000_000, 10_000_000):
        here = folder / str(lines)
        here.mkdir(parents=True)
        made = measure([*PYTHON, "bench.keeping", str(here), str(lines)], here, {"PYTHONPATH": str(PROJECT)})
        took = json.loads(made.output)
        size = f"lake {took.pop('before_mb'):.0f} MB, then {took.pop('after_mb'):.0f} MB"
        steps = ", ".join(f"{name} {seconds:.1f}" for name, seconds in took.items())
        yield Row(f"keeping {lines:,} order lines in two versions", made, f"{steps}; {size}")
        shutil.rmtree(here)


def policy(folder: Path, products: int) -> Iterator[Row]:
    """Levels of up to a million items, three in ten of them lumpy (1,000 draws each); a year's replay of 10,000."""
    folder.mkdir()
    cases = [(count, 0, f"levels of {count:,} items") for count in (10_000, 100_000, 1_000_000)]
    for count, days, what in [*cases, (10_000, 365, "two replays of 10,000 items x 365 days")]:
        made = measure([*PYTHON, "bench.policy", str(count), str(days)], folder, {"PYTHONPATH": str(PROJECT)})
        took = json.loads(made.output).items()
        yield Row(what, made, ", ".join(f"{name} {seconds:.1f}" for name, seconds in took))


def _warm(what: str, folder: Path, environment: Mapping[str, str]) -> Row:
    """The second cycle of one process; the peak of memory is of both."""
    both = measure([*PYTHON, "bench.warm", "tandem.yaml"], folder, {**environment, "PYTHONPATH": str(PROJECT)})
    second = json.loads(both.output)
    return _row(what, replace(both, seconds=second["wall"], cpu_seconds=second["processor"]), second["seconds"])


def _cycle(what: str, folder: Path, environment: Mapping[str, str], command: str = "run") -> Row:
    measured = measure([*TANDEM, command, "--json"], folder, environment)
    return _row(what, measured, json.loads(measured.output)["seconds"])


def _row(what: str, measured: Measured, seconds: Mapping[str, float]) -> Row:
    rest = measured.seconds - sum(seconds.values())
    steps = ", ".join(f"{name} {took:.1f}" for name, took in seconds.items())
    return Row(what, measured, f"{steps}, Prefect, imports and the rest {rest:.1f}")


@contextmanager
def _lasting_sandbox(folder: Path) -> Iterator[None]:
    """The sandbox's servers. Those of the first cycle end with it, which they may not have noticed yet."""
    stop_sandbox(folder / ".tandem" / "sandbox")
    start_sandbox(folder / ".tandem" / "sandbox", port=PORT, parent_pid=os.getpid(), say=on_standard_error)
    try:
        yield
    finally:
        stop_sandbox(folder / ".tandem" / "sandbox")


@contextmanager
def _lasting_server(folder: Path) -> Iterator[None]:
    measure([*TANDEM, "up", "--no-sandbox", "--port", "4299"], folder, ENVIRONMENT)
    try:
        yield
    finally:
        measure([*TANDEM, "down"], folder, ENVIRONMENT)
