"""From planned purchases to requisition lines: one per supplier, currency, product and location, within budget."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

LINE = ["supplier_id", "currency", "product_id", "location_id", "source_id"]


@dataclass(frozen=True)
class Terms:
    """How planned purchases become lines.

    window_days: what is to be released within so many days of as_of leaves together. pull_days: how much further one
    may reach to fill a supplier's minimum amount. budget: ceiling for all lines, base currency; None: no ceiling.
    max_months: a line above so many months of need is held (R49).
    """

    window_days: float = 7
    pull_days: float = 28
    budget: float | None = None
    max_months: float = 12


@dataclass(frozen=True)
class Consolidated:
    """Lines that may leave, lines that wait for budget or minimum, lines that a person must look at (R49, F5).

    Columns of each: supplier_id, currency, product_id, location_id, source_id, qty, unit_cost, amount (base currency),
    release_at, due_at (the earliest of what it holds), is_past_due, orders (rows of the plan), is_pulled (brought
    forward to fill a minimum), reason (empty for lines).
    """

    lines: "pd.DataFrame"
    waiting: "pd.DataFrame"
    held: "pd.DataFrame"


def consolidate(
    orders: "pd.DataFrame",
    sources: "pd.DataFrame",
    price_breaks: "pd.DataFrame",
    suppliers: "pd.DataFrame",
    *,
    as_of: Any,
    terms: Terms | None = None,
) -> Consolidated:
    """Lines from planned purchases.

    Args:
        orders: `netting.frames.orders_frame`, after decisions. Optional monthly_need_qty (units a month, for
            max_months) and priority (lowest first, for the budget).
        sources: source_id, supplier_id, optional currency, unit_cost (landed, base currency).
        price_breaks: source_id, from_qty, unit_cost.
        suppliers: supplier_id, optional supplier_name and min_order_amount (base currency).
        as_of: the instant of planning.
        terms: window, budget and bounds.
    """
    terms = terms or Terms()
    bought = _bought(orders, sources)
    due_now = bought["release_at"] < _after(as_of, terms.window_days)
    pulled = ~due_now & (bought["release_at"] < _after(as_of, terms.window_days + terms.pull_days))
    lines = _priced(_joined(bought[due_now]), price_breaks)
    extra = _priced(_joined(bought[pulled]), price_breaks)
    reasons = hold_reasons(lines, terms)
    held, lines = lines[reasons != ""].assign(reason=reasons[reasons != ""]), lines[reasons == ""]
    lines, over = _within(lines, terms.budget)
    lines, small = _filled(lines, extra[hold_reasons(extra, terms) == ""], suppliers, _left(terms, lines))
    return Consolidated(lines, _stacked(over, small), held)


def _after(as_of: Any, days: float) -> Any:
    return np.datetime64(as_of, "s") + np.timedelta64(int(days * 86_400), "s")


def _bought(orders: "pd.DataFrame", sources: "pd.DataFrame") -> "pd.DataFrame":
    bought = orders[(orders["kind"] == "buy") & (orders["qty"] > 0)].drop(columns="supplier_id")
    known = sources.reindex(columns=["source_id", "supplier_id", "currency", "unit_cost"])
    bought = bought.merge(known, on="source_id", how="left")
    for column in ("monthly_need_qty", "priority"):
        bought[column] = bought.get(column, np.nan)
    return bought


def _joined(bought: "pd.DataFrame") -> "pd.DataFrame":
    """One row per line, with what its orders have in common."""
    by = bought.groupby(LINE, dropna=False, sort=True)
    return by.agg(
        qty=("qty", "sum"), unit_cost=("unit_cost", "first"), release_at=("release_at", "min"),
        due_at=("due_at", "min"), is_past_due=("is_past_due", "any"), orders=("order", list),
        monthly_need_qty=("monthly_need_qty", "first"), priority=("priority", "min"),
        hold_reason=("hold_reason", "first"),
    ).reset_index()  # fmt: skip


def _priced(lines: "pd.DataFrame", price_breaks: "pd.DataFrame") -> "pd.DataFrame":
    """Unit cost at the quantity that all lines of one supplier, currency and product make together."""
    joint = lines.groupby(["supplier_id", "currency", "product_id"], dropna=False)["qty"].transform("sum")
    cost = lines["unit_cost"].astype(float).to_numpy().copy()
    if len(price_breaks):
        tiers = {key: part.sort_values("from_qty") for key, part in price_breaks.groupby("source_id")}
        for place, (source, qty) in enumerate(zip(lines["source_id"], joint, strict=True)):
            if source in tiers:
                reached = tiers[source].loc[tiers[source]["from_qty"] <= qty + 1e-9, "unit_cost"]
                cost[place] = reached.iloc[-1] if len(reached) else cost[place]
    return lines.assign(unit_cost=cost, amount=(lines["qty"] * cost).round(2), is_pulled=False)


def hold_reasons(lines: "pd.DataFrame", terms: Terms) -> Any:
    """Why a person must look at a line before it leaves: a sentence, '' when nothing speaks against it."""
    months = (lines["qty"] / lines["monthly_need_qty"].astype(float)).to_numpy(np.float64)
    said = lines["hold_reason"].fillna("").astype(object).to_numpy().copy()
    for wrong, sentence in (
        (lines["supplier_id"].isna(), "No supplier is named for this purchase. Name one in the supplier's terms."),
        (~(lines["unit_cost"] > 0), "No price above 0 is known. Add one to the supplier's terms."),
    ):
        said[wrong.to_numpy() & (said == "")] = sentence
    for row in np.flatnonzero((months > terms.max_months) & (said == "")):
        said[row] = f"The line is {months[row]:.1f} months of need, above the limit of {terms.max_months:g}."
    return said


def _within(lines: "pd.DataFrame", budget: float | None) -> "tuple[pd.DataFrame, pd.DataFrame]":
    """Lines that the budget bears, by priority and then due date; a later one may take what an earlier leaves."""
    if budget is None:
        return lines, lines[:0].assign(reason="")
    ordered = lines.sort_values(["priority", "due_at", *LINE], na_position="last")
    left, fits = budget, []
    for amount in ordered["amount"]:
        fits.append(amount <= left + 0.005)
        left -= amount if fits[-1] else 0
    mask = np.array(fits, bool)
    reason = f"Of the budget {max(budget, 0):,.2f} is left, for what is more urgent. It waits."
    return ordered[mask].sort_index(), ordered[~mask].sort_index().assign(reason=reason)


def _left(terms: Terms, lines: "pd.DataFrame") -> float:
    return np.inf if terms.budget is None else terms.budget - float(lines["amount"].sum())


def _filled(
    lines: "pd.DataFrame", extra: "pd.DataFrame", suppliers: "pd.DataFrame", budget_left: float
) -> "tuple[pd.DataFrame, pd.DataFrame]":
    """Lines of suppliers whose minimum amount is reached, later needs brought forward if need be; the rest waits."""
    known = suppliers.reindex(columns=["supplier_id", "supplier_name", "min_order_amount"]).set_index("supplier_id")
    least, name = known["min_order_amount"].astype(float).fillna(0), known["supplier_name"].dropna()
    kept, waits = [lines[:0]], [lines[:0].assign(reason="")]
    for (supplier, currency), part in lines.groupby(["supplier_id", "currency"], dropna=False):
        minimum = float(least.get(supplier, 0))
        later = extra[(extra["supplier_id"] == supplier) & (extra["currency"].fillna("") == _text(currency))]
        more = _pulled(later, minimum - float(part["amount"].sum()), budget_left)
        total = float(part["amount"].sum() + more["amount"].sum())
        if total + 0.005 >= minimum:
            kept.append(_stacked(part, more))
            budget_left -= float(more["amount"].sum())
        else:
            said = name.get(supplier, supplier)
            reason = f"{said} takes orders from {minimum:,.2f}; all that is due comes to {total:,.2f}. It waits."
            waits.append(part.assign(reason=reason))
    return _stacked(*kept).assign(reason=""), _stacked(*waits)


def _pulled(later: "pd.DataFrame", missing: float, budget_left: float) -> "pd.DataFrame":
    """The earliest later lines that make up the `missing` amount, within the budget."""
    ordered = later.sort_values(["release_at", *LINE])
    before = ordered["amount"].cumsum() - ordered["amount"]
    taken = (before < missing - 0.005) & (before + ordered["amount"] <= budget_left)
    return ordered[taken].assign(is_pulled=True)


def _text(currency: Any) -> str:
    return currency if isinstance(currency, str) else ""


def _stacked(*parts: "pd.DataFrame") -> "pd.DataFrame":
    import pandas as pd

    filled = [part for part in parts if len(part)]
    return pd.concat(filled or [parts[0]], ignore_index=True)
