"""The report of two replays: a page with plots that needs no network, and a table of every item."""

import base64
import html
import io
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from tandem.replay import Replays

FIGURES = {
    "fill_rate": "Fill rate",
    "stockout_days": "Days without stock",
    "average_stock_value": "Average stock value",
    "orders": "Orders",
    "urgent_orders": "Urgent orders (nothing was left)",
    "purchase_amount": "Purchases",
    "holding_cost": "Holding cost",
    "order_cost": "Ordering cost",
    "total_cost": "Holding and ordering cost",
}
COSTS = ("holding_cost", "order_cost", "total_cost")
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Replay</title>
<style>body{{font:15px system-ui;margin:2rem auto;max-width:60rem}}table{{border-collapse:collapse}}
td,th{{padding:.25rem .8rem;text-align:right;border-bottom:1px solid #ddd}}
td:first-child,th:first-child{{text-align:left}}
img{{max-width:100%}}</style><h1>Live policy and proposed policy, replayed</h1>{notes}{totals}{plot}
<h2>Products that differ most</h2>{items}</html>
"""


def totals(found: "Replays") -> "pd.DataFrame":
    """One row a figure: figure, live, proposed, difference; costs only where a rate or fee was given."""
    from planning.replay.compare import compare_totals

    rows = compare_totals(found.live, found.proposed).set_index("figure").loc[list(FIGURES)].reset_index()
    is_free = rows["figure"].isin(COSTS) & (rows["before"] == 0) & (rows["after"] == 0)
    rows = rows[~is_free]
    return rows.rename(columns={"before": "live", "after": "proposed"})[["figure", "live", "proposed", "difference"]]


def by_item(found: "Replays") -> "pd.DataFrame":
    """One row an item, those whose average stock value differs most first: its codes and both policies' figures."""
    columns = ["product_id", "location_id", "fill_rate", "stockout_days", "average_stock_value", "orders"]
    left, right = (run.items[columns] for run in (found.live, found.proposed))
    both = left.merge(right, on=columns[:2], suffixes=("_live", "_proposed")).merge(found.names, on=columns[:2])
    moved = (both["average_stock_value_proposed"] - both["average_stock_value_live"]).abs()
    named = both.drop(columns=columns[:2])
    return named.loc[moved.sort_values(ascending=False, kind="stable").index, [*_FIRST, *named.columns.drop(_FIRST)]]


_FIRST = ["product_code", "location_code"]


def write_report(found: "Replays", folder: Path) -> Path:
    """Writes `replay.html` and `replay.csv` into `folder`, and gives the page's path."""
    folder.mkdir(parents=True, exist_ok=True)
    items = by_item(found)
    items.to_csv(folder / "replay.csv", index=False)
    shown = totals(found).assign(figure=lambda rows: rows["figure"].map(FIGURES))
    page = PAGE.format(
        notes="".join(f"<p>{html.escape(note)}</p>" for note in found.notes),
        totals=shown.to_html(index=False, float_format="{:,.3f}".format, border=0),
        plot=f'<img alt="Stock value and waiting demand by day" src="data:image/png;base64,{_plot(found)}">',
        items=items.head(20).to_html(index=False, float_format="{:,.3f}".format, border=0),
    )
    (folder / "replay.html").write_text(page, "utf-8")
    return folder / "replay.html"


def _plot(found: "Replays") -> str:
    """Stock value and value of waiting demand by day, as base64 of a PNG."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(10, 6), layout="constrained")
    for place, (column, title) in enumerate(
        (("stock_value", "Stock value"), ("backlog_value", "Value of demand that waits")), 1
    ):
        axes = figure.add_subplot(2, 1, place)
        for name, run in (("live", found.live), ("proposed", found.proposed)):
            axes.plot(run.days["day"] - run.days["day"].min(), run.days[column], label=name)
        axes.set_title(title)
        axes.legend()
    axes.set_xlabel("day of the replay")
    picture = io.BytesIO()
    figure.savefig(picture, format="png", dpi=110)
    return base64.b64encode(picture.getvalue()).decode()
