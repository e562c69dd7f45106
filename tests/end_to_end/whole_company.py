"""A whole company around running sandbox servers, driven step by step as the cycle does, and read from outside."""

import json
import multiprocessing
import shutil
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import httpx
from sqlalchemy import select

from operations.store import Store
from operations.tables import alert, metadata, outbox, requisition
from sandbox.serve import Order, RunningSandbox
from tandem import steps
from tandem.cycle import Cycle, business_day, now
from tandem.settings import load_company

PROJECT = Path(__file__).resolve().parents[2]
ORDER = Order(products=110, days=120)
"""The smallest company that has every story, SKU-10086 among them."""

Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Whole:
    """One company: its folder, and the sandbox it is attached to."""

    root: Path
    sandbox: RunningSandbox

    @property
    def file(self) -> Path:
        return self.root / "tandem.yaml"

    @property
    def data(self) -> Path:
        return self.root / ".tandem"

    def cycle(self, known_at: datetime | None = None, **changes: Any) -> Cycle:
        """A new cycle of the company as its file says now."""
        company = load_company(self.file)
        return Cycle(company, as_of=business_day(company, now()), known_at=known_at, **changes)

    def sync(self, *only: str) -> dict[str, Mapping[str, Mapping[str, int]]]:
        cycle = self.cycle()
        return {name: steps.sync(cycle, name).streams for name in only or cycle.company.enabled_sources}

    def decide(self, cycle: Cycle | None = None) -> Any:
        """Everything from export to evaluate; gives the outcome."""
        cycle = cycle or self.cycle()
        steps.export(cycle)
        steps.build(cycle)
        steps.plan(cycle)
        return steps.evaluate(cycle)

    def run(self) -> Any:
        """A whole cycle, in the order of `flows.cycle.run_cycle`; gives the outcome."""
        self.sync()
        cycle = self.cycle()
        outcome = self.decide(cycle)
        steps.publish(cycle)
        steps.notify(cycle)
        return outcome

    def rows(self, sql: str, *parameters: Any) -> Rows:
        """What `sql` finds in the warehouse."""
        with duckdb.connect(self.data / "warehouse.duckdb", read_only=True) as connection:
            cursor = connection.execute(sql, list(parameters))
            names = [column[0] for column in cursor.description or ()]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def one(self, sql: str, *parameters: Any) -> Any:
        """The one value that `sql` finds."""
        (row,) = self.rows(sql, *parameters)
        return next(iter(row.values()))

    @property
    def store(self) -> Store:
        return Store(f"sqlite:///{self.data / 'operations.db'}")

    def table(self, name: str) -> Rows:
        """Every row of a table of the operations store."""
        table = metadata.tables[name]
        with self.store.read() as session:
            found = session.execute(select(table).order_by(*table.primary_key.columns)).mappings()
            return [dict(row) for row in found]

    def decided(self) -> dict[str, Any]:
        """What people have before them: requisitions, open alerts and messages, without times and ids."""
        requisitions = self.table(requisition.name)
        return {
            "requisitions": {row["number"]: (row["need_key"], row["state"]) for row in requisitions},
            "alerts": {(row["alert_key"], row["episode"]): row["state"] for row in self.table(alert.name)},
            "outbox": sorted(row["dedupe_key"] for row in self.table(outbox.name)),
        }

    def lake_files(self) -> set[str]:
        """Data files of the sources, without Tandem's own."""
        folder = self.data / "lake"
        return {str(file.relative_to(folder)) for file in folder.glob("raw_*/**/*.parquet")}

    def published(self) -> dict[str, str]:
        """Table -> its newest published file."""
        said = json.loads((self.data / "published" / "manifest.json").read_text("utf-8"))
        return {name: versions[-1]["file"] for name, versions in said["tables"].items()}

    def copy(self, root: Path, sandbox: RunningSandbox | None = None) -> "Whole":
        """The same company at the same moment in another folder, on the same sandbox or on another."""
        root.mkdir(parents=True)
        shutil.copytree(self.data, root / ".tandem", ignore=shutil.ignore_patterns("*.lock"))
        return found_company(root, sandbox or self.sandbox)

    def change_file(self, before: str, after: str) -> None:
        """Changes a line of the company file."""
        said = self.file.read_text("utf-8")
        assert before in said
        self.file.write_text(said.replace(before, after), "utf-8")

    def story(self, name: str) -> dict[str, Any]:
        """What the simulation planted under this name: product and location of the warehouse, detail."""
        import pickle

        (kept,) = (self.sandbox.folder / "worlds").glob("*.pickle")
        world = pickle.loads(kept.read_bytes())
        (row,) = world.stories[world.stories["story"] == name].to_dict("records")
        product = world.products.set_index("product_no").loc[row["product_no"]]
        return {**row, **product.to_dict()}

    def order_control(self, path: str, body: Any) -> Any:
        """Asks the sandbox for a fault or a change: `odoo/_control/faults`."""
        reply = httpx.post(f"{self.sandbox.url}/{path}", json=body, timeout=30, trust_env=False)
        assert reply.status_code == 200, reply.text
        return reply.json()

    def seen_in_chat(self) -> Counter[str]:
        """Dedupe key -> how often Slack shows it."""
        reply = httpx.get(f"{self.sandbox.url}/slack/_control/messages", timeout=30, trust_env=False)
        messages = reply.json()["messages"]
        return Counter(one["metadata"]["event_payload"]["dedupe_key"] for one in messages)

    def written_to_erp(self) -> list[str]:
        """Every change that Tandem made in the Odoo double, as it journals them."""
        return [line for file in self.sandbox.folder.glob("erp-*.jsonl") for line in file.read_text().splitlines()]


def found_company(root: Path, sandbox: RunningSandbox) -> Whole:
    """The company of the project's own file, on this sandbox and in this folder."""
    said = (PROJECT / "tandem.yaml").read_text("utf-8")
    said = said.replace("http://127.0.0.1:8765", sandbox.url).replace(".tandem/sandbox", str(sandbox.folder))
    root.mkdir(parents=True, exist_ok=True)
    (root / "tandem.yaml").write_text(said, "utf-8")
    return Whole(root, replace(sandbox, process=None))  # so that it can be handed to another process


_CLEAN = multiprocessing.get_context("forkserver")
_CLEAN.set_forkserver_preload(
    ["whole_company", "dbt.cli.main", "dlt", "duckdb", "pyarrow.parquet", "pandas", "great_expectations", "slack_sdk"]
)


def start(work: Callable[..., object], *given: Any) -> Any:
    """A process of its own that does `work`, a function of a module. Forked from one that has imported and no more."""
    process = _CLEAN.Process(target=work, args=given)
    process.start()
    return process


def ended(process: Any, seconds: float = 240) -> int | None:
    """The process's exit code, or minus the signal that ended it; one that hangs is ended and fails the test."""
    process.join(timeout=seconds)
    if process.is_alive():
        process.kill()
        process.join()
        raise AssertionError(f"the process did not end within {seconds} s")
    code: int | None = process.exitcode
    return code
