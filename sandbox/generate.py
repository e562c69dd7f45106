"""Writes a company of any size straight to a lake, for scale: canonical tables of a source named `generated`.

counts = generate(".tandem/lake", products=10_000, locations=3, days=365, seed=7, now=datetime.now(UTC))
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from sandbox.errors import SandboxError

if TYPE_CHECKING:
    import pyarrow as pa

    from lake.files import Lake

SOURCE = "generated"
COMPANY_FILE = """\
# A generated company: its rows were written to the lake by `tandem sandbox generate`; there is nothing to sync.
version: 1
company:
  name: Generated
  base_currency: EUR
  time_zone: UTC{as_of}
stores:
  lake: {lake}
sources:
  {source}:
    system: tables
    folder: .
    freshness_hours: 87600
    streams: {{}}
identity:
  masters:
    product: [{source}]
    supplier: [{source}]
    customer: [{source}]
    location: [{source}]
stock_of_record:
  "*": {source}
channels:
  record:
    type: file
    path: .tandem/messages.jsonl
    kinds: [requisition, shortage, oversell, excess, late_receipt, surge, review_rule, stock_residual,
      stale_source, heartbeat]
"""


def _silent(_: str) -> None:
    return


def generate(  # noqa: PLR0917  the five sizes and the moment, in the order of the command line
    lake_url: str,
    products: int,
    locations: int,
    days: int,
    seed: int,
    now: datetime,
    *,
    say: Callable[[str], None] = _silent,
) -> dict[str, int]:
    """Writes a company to the lake at `lake_url`; the last full day before `now` is its last day.

    The same arguments give the same rows, so a second call adds none. Memory holds one chunk of about 250,000 order
    lines.

    Returns:
        Stream -> rows given to the lake.

    Raises:
        SandboxError: the size is impossible.
        LakeError: the lake cannot be written.
    """
    from lake.files import Lake
    from sandbox.generation.events import make_chunk
    from sandbox.generation.flows import make_flows
    from sandbox.generation.plan import Size, make_masters
    from sandbox.generation.tables import level_table, make_names, master_tables

    if min(products, locations, days) < 1:
        raise SandboxError(
            f"generate: {products} products, {locations} locations, {days} days: each must be 1 or more."
        )
    size = Size(products, locations, days, seed, last_day(now))
    masters, names, lake = make_masters(size), make_names(size), Lake(lake_url)
    counts = _land(lake, master_tables(size, masters, names), now)
    levels = []
    for first in range(0, products, size.products_a_chunk):
        last = min(products, first + size.products_a_chunk)
        chunk = make_chunk(size, masters, names, make_flows(size, masters, first, last), first)
        _add(counts, _land(lake, chunk.tables, now))
        levels.append(chunk.levels)
        say(f"products {first + 1:,} to {last:,}: {len(chunk.tables['order_lines']):,} order lines")
    _add(counts, _land(lake, {"inventory_levels": level_table(size, names, levels)}, now))
    return counts


def last_day(now: datetime) -> date:
    """The last full day before `now`, UTC."""
    return now.astimezone(UTC).date() - timedelta(days=1)


def _land(lake: "Lake", tables: "dict[str, pa.Table]", now: datetime) -> dict[str, int]:
    from connectors.tables.streams import SYSTEM
    from lake.landing import land

    land(lake, SYSTEM, SOURCE, tables, now)
    return {name: len(rows) for name, rows in tables.items()}


def _add(counts: dict[str, int], more: dict[str, int]) -> None:
    for name, rows in more.items():
        counts[name] = counts.get(name, 0) + rows


def write_company_file(path: Path, lake_url: str = ".tandem/lake", as_of: date | None = None) -> None:
    """Writes a company file for a generated company. `as_of`: the day to plan from; without it, today."""
    said = f"\n  as_of: {as_of.isoformat()}" if as_of else ""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(COMPANY_FILE.format(source=SOURCE, lake=lake_url, as_of=said), "utf-8")
