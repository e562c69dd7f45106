"""Promotions ahead: what each adds to the forecast of a product and place, on what that stands, in a sentence."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from planning.forecasting.uplift import ALL, CATEGORY, NONE, OWN, STATED, Rates, expected_rates
from planning.forecasting.weekly import every_day
from planning.formulas import Numbers
from planning.past_promotions import BaseDemand, category_codes, coded

if TYPE_CHECKING:
    import pandas as pd

KEYS = ["product_id", "location_id"]
IDS = ["promotion_id", *KEYS]
BY_WEEK = [*IDS, "week", "first_on", "last_on", "base_qty", "uplift_qty"]
TABLE = [*IDS, "first_on", "last_on", "base_qty", "uplift_qty", "basis", "uplift_rate", "past_promotions", "sentence"]


def _empty(columns: list[str]) -> "pd.DataFrame":
    import pandas as pd

    return pd.DataFrame(columns=columns)


@dataclass(frozen=True)
class Uplift:
    """What promotions add: n x weeks ahead `weeks` (units that customers ask for, row for row with the items);
    `by_week` and `table`, one row per promotion, item and week, and per promotion and item: first and last of the days
    that are left, base_qty (customers' demand of these days without it) and uplift_qty (stock units)."""

    weeks: Numbers | float = 0.0
    by_week: "pd.DataFrame" = field(default_factory=lambda: _empty(BY_WEEK))
    table: "pd.DataFrame" = field(default_factory=lambda: _empty(TABLE))

    def rows(self, chosen: Any) -> "Uplift":
        """The same with the weeks of some items (int64)."""
        return replace(self, weeks=self.weeks if isinstance(self.weeks, float) else self.weeks[chosen])


def carried_over(promotions: "pd.DataFrame", successors: "pd.DataFrame") -> "pd.DataFrame":
    """Promotions of replaced products as those of what replaces them, whose demand theirs is; each product once."""
    named = promotions.merge(successors[["product_id", "successor_id", "units_per"]], on="product_id", how="left")
    moved = named.assign(
        is_moved=named["successor_id"].notna(),
        product_id=named["successor_id"].fillna(named["product_id"]),
        expected_uplift_qty=named["expected_uplift_qty"].astype(float) * named["units_per"].astype(float).fillna(1.0),
        discount_rate=named["discount_rate"].astype(float),
    ).sort_values(["promotion_id", "product_id", "is_moved"])
    return moved.drop_duplicates(["promotion_id", "product_id"])[list(promotions.columns)].reset_index(drop=True)


def planned_uplift(
    items: "pd.DataFrame", customers: Numbers, promotions: "pd.DataFrame", past: BaseDemand, as_of: date
) -> Uplift:
    """What promotions add to the weeks they cover, from tomorrow on.

    The product's own past rate, else what is stated with the promotion, else the rate of its category, of all, or
    nothing (`basis`: product, stated, category, all, none). What is stated is spread over all its days and over the
    places by their base demand. Of two promotions of a product a day is that of the larger uplift.

    Args:
        items: product_id, location_id, optional category.
        customers: n x weeks of base demand by customers, units, row for row with `items`.
        promotions: promotion_id, product_id, starts_on, ends_on (included), discount_rate, expected_uplift_qty.
        past: what earlier promotions did (`planning.past_promotions`).
        as_of: the business day.
    """
    import pandas as pd

    begins, ends = (pd.to_datetime(promotions[name]) for name in ("starts_on", "ends_on"))
    last = pd.Timestamp(as_of) + pd.Timedelta(weeks=customers.shape[1])
    ahead = promotions[
        (ends > pd.Timestamp(as_of)) & (begins <= last) & promotions["product_id"].isin(items["product_id"])
    ]
    ahead = ahead.sort_values(["promotion_id", "product_id"], ignore_index=True)
    if ahead.empty:
        return Uplift()
    rates = _rates(ahead, past, product_categories(items), as_of)
    days = _added(_days(ahead, items, customers, past.weekdays, as_of), ahead, rates)
    days, better = _larger(days)
    by_week = _summed(days, ["promotion", "item", "week"])
    total = _summed(days, ["promotion", "item"])
    weeks = np.zeros(customers.shape)
    np.add.at(weeks, (by_week["item"].to_numpy(), by_week["week"].to_numpy()), by_week["uplift_qty"].to_numpy())
    return Uplift(
        weeks, _named(by_week, ahead, items)[BY_WEEK], _said(_named(total, ahead, items), ahead, rates, better)[TABLE]
    )


def product_categories(items: "pd.DataFrame") -> "pd.DataFrame":
    """product_id, category of each product once."""
    known = items if "category" in items else items.assign(category=None)
    return known[["product_id", "category"]].drop_duplicates("product_id", ignore_index=True)


def without_item(promotions: "pd.DataFrame", items: "pd.DataFrame", as_of: date) -> "pd.DataFrame":
    """Promotions ahead of what is not planned, as rows of `plan_holds`: part, part_key, product_id, location_id,
    reason."""
    import pandas as pd

    is_ahead = pd.to_datetime(promotions["ends_on"]) > pd.Timestamp(as_of)
    lost = promotions[is_ahead & ~promotions["product_id"].isin(items["product_id"])]
    reason = "Nobody plans this product: it is neither bought nor made, or has no record of stock. Nothing is added."
    named = lost[["promotion_id", "product_id"]].rename(columns={"promotion_id": "part_key"})
    return named.assign(part="promotion", location_id=None, reason=reason)[["part", "part_key", *KEYS, "reason"]]


def _rates(ahead: "pd.DataFrame", past: BaseDemand, categories: "pd.DataFrame", as_of: date) -> Rates:
    """As measured of promotions that are over, and what people state where the product's own say too little."""
    import pandas as pd

    place = pd.Index(categories["product_id"]).get_indexer(ahead["product_id"])
    discount = ahead["discount_rate"].to_numpy(float)
    over = past.effects[pd.to_datetime(past.effects["ends_on"]) <= pd.Timestamp(as_of)]
    found = expected_rates(coded(over, categories), place, category_codes(categories)[place], discount)
    is_stated = (found.basis != OWN) & ahead["expected_uplift_qty"].notna().to_numpy()
    basis = np.where(is_stated, STATED, found.basis)
    return Rates(np.where(is_stated, np.nan, found.rate), basis, np.where(is_stated, 0, found.count))


def _days(
    ahead: "pd.DataFrame", items: "pd.DataFrame", customers: Numbers, weekdays: Numbers, as_of: date
) -> "pd.DataFrame":
    """One row per promotion, its days that are left and the product's places: promotion, item, product_id, day, week,
    share (of the whole promotion, by weekday), base_qty."""
    import pandas as pd

    row, day = every_day(ahead["starts_on"], ahead["ends_on"])
    weight = weekdays[pd.DatetimeIndex(day).weekday]
    share = weight / np.bincount(row, weight)[row]
    left = (day - np.datetime64(as_of, "D")).astype(np.int64) - 1
    days = pd.DataFrame(
        {"promotion": row, "product_id": ahead["product_id"].to_numpy()[row], "day": day.astype("datetime64[s]"),
         "week": left // 7, "share": share, "weight": weight}
    )  # fmt: skip
    days = days[(left >= 0) & (left < 7 * customers.shape[1])]
    placed: pd.DataFrame = days.merge(items[["product_id"]].assign(item=np.arange(len(items))), on="product_id")
    return placed.assign(base_qty=customers[placed["item"], placed["week"]] / 7 * placed["weight"])


def _added(days: "pd.DataFrame", ahead: "pd.DataFrame", rates: Rates) -> "pd.DataFrame":
    """The days with uplift_qty."""
    places = days.groupby(["promotion", "day"])["base_qty"]
    total = places.transform("sum").to_numpy()
    part = np.divide(days["base_qty"], total, out=1 / places.transform("size").to_numpy(float), where=total > 0)
    stated = ahead["expected_uplift_qty"].to_numpy(float)[days["promotion"]] * days["share"].to_numpy() * part
    rate = rates.rate[days["promotion"]]
    return days.assign(uplift_qty=np.where(np.isnan(rate), stated, rate * days["base_qty"]))


def _larger(days: "pd.DataFrame") -> "tuple[pd.DataFrame, pd.DataFrame]":
    """The days, without uplift where another promotion of the product adds more; and per promotion how many such days
    there are and the other: index promotion, days, other."""
    keys = ["product_id", "day"]
    each = days.groupby([*keys, "promotion"], as_index=False).agg(uplift_qty=("uplift_qty", "sum"))
    first = each.sort_values(["uplift_qty", "promotion"], ascending=[False, True]).drop_duplicates(keys)
    first = first.rename(columns={"promotion": "other"})[[*keys, "other"]]
    with_other = days.merge(first, on=keys, how="left")
    is_less = (with_other["other"] != with_other["promotion"]).to_numpy()
    lost = with_other[is_less].drop_duplicates(["promotion", "day"]).groupby("promotion")
    better = lost.agg(days=("day", "size"), other=("other", "first"))
    return days.assign(uplift_qty=np.where(is_less, 0.0, days["uplift_qty"])), better


def _summed(days: "pd.DataFrame", keys: list[str]) -> "pd.DataFrame":
    summed = days.groupby(keys, as_index=False).agg(
        first_on=("day", "min"), last_on=("day", "max"), base_qty=("base_qty", "sum"), uplift_qty=("uplift_qty", "sum")
    )
    return summed.assign(first_on=summed["first_on"].dt.date, last_on=summed["last_on"].dt.date)


def _named(rows: "pd.DataFrame", ahead: "pd.DataFrame", items: "pd.DataFrame") -> "pd.DataFrame":
    keys = {key: items[key].to_numpy()[rows["item"]] for key in KEYS}
    return rows.assign(promotion_id=ahead["promotion_id"].to_numpy()[rows["promotion"]], **keys)


def _said(table: "pd.DataFrame", ahead: "pd.DataFrame", rates: Rates, better: "pd.DataFrame") -> "pd.DataFrame":
    """With basis, uplift_rate, past_promotions and sentence."""
    place = table["promotion"].to_numpy()
    base = table["base_qty"].to_numpy()
    share = np.divide(table["uplift_qty"], base, out=np.full(len(table), np.nan), where=base > 0)
    rate = np.where(np.isnan(rates.rate[place]), share, rates.rate[place])
    names, others = ahead["promotion_id"].to_numpy(), better.to_dict("index")
    said = [" ".join([_basis(rates, one, ahead), *_overlap(others.get(one), names)]) for one in range(len(ahead))]
    return table.assign(
        basis=rates.basis[place],
        uplift_rate=rate,
        past_promotions=rates.count[place],
        sentence=np.array(said, object)[place],
    )


def _basis(rates: Rates, one: int, ahead: "pd.DataFrame") -> str:
    words = {
        OWN: "Measured: {count} of its past promotions, against the days around them, say {rate:+.0%}.",
        STATED: "Stated with the promotion: {stated:,.10g} over all its days. Its own past promotions say too little.",
        CATEGORY: "Its own past promotions say too little: {count} of its category say {rate:+.0%}.",
        ALL: "Its own past promotions and those of its category say too little: {count} of all say {rate:+.0%}.",
        NONE: "Nothing says what it adds: too few past promotions, and none stated. State expected_uplift_qty.",
    }
    stated = float(ahead["expected_uplift_qty"].iloc[one])
    return words[str(rates.basis[one])].format(count=rates.count[one], rate=rates.rate[one], stated=stated)


def _overlap(other: Any, names: Any) -> list[str]:
    if other is None:
        return []
    return [f"On {other['days']} of its days promotion {names[other['other']]} adds at least as much: counted there."]
