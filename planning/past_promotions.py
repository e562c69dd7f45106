"""Demand as if no promotion had been, and what promotions did: their days beside the days around them."""

from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from planning.forecasting.spikes import without_spikes
from planning.forecasting.uplift import FEWEST_DAYS, Effects, base_rates, weekday_weights
from planning.forecasting.weekly import every_day
from planning.formulas import Numbers

if TYPE_CHECKING:
    import pandas as pd

KEYS = ["product_id", "location_id"]
AROUND_DAYS = 28
"""Days before a promotion, and after it, that say what is usual."""
WEEKS_OF_WEEKDAYS = 52


class BaseDemand(NamedTuple):
    """`history` without promotions' uplift and entry errors, `errors` (`spikes.without_spikes`), and the measured
    `effects`, one row per promotion and product: promotion_id, product_id, discount_rate, starts_on, ends_on, sold_qty,
    expected_qty (as many usual days), dispersion, base_rate (what its days were divided by, less 1).
    `weekdays`: how a day weighs from Monday on."""

    history: "pd.DataFrame"
    errors: "pd.DataFrame"
    effects: "pd.DataFrame"
    weekdays: Numbers


EFFECTS = [
    "promotion_id", "product_id", "discount_rate", "starts_on", "ends_on", "sold_qty", "expected_qty", "dispersion",
    "base_rate",
]  # fmt: skip


def base_demand(
    history: "pd.DataFrame",
    promotions: "pd.DataFrame",
    without_stock: "pd.DataFrame",
    categories: "pd.DataFrame",
    as_of: date,
) -> BaseDemand:
    """The history with the days of promotions brought to what the days around them say.

    Every day of a promotion with FEWEST_DAYS usual days around is divided by its measured ratio, so that its weeks stay
    known and keep their shape; of a promotion without them nothing is known and nothing changed. A day of two
    promotions is that of the larger discount. Days without stock count neither here nor there. The dip after a
    promotion is left as it is.

    Args:
        history: product_id, location_id, demand_on, quantity, returned_qty, customer_qty (stock units); one row a day.
        promotions: promotion_id, product_id, starts_on, ends_on (included), discount_rate.
        without_stock: product_id, location_id, day_on.
        categories: product_id, category; promotions of other products change nothing.
        as_of: the last day that counts.
    """
    import pandas as pd

    order = ["discount_rate", "starts_on", "promotion_id", "product_id"]
    begun = promotions[pd.to_datetime(promotions["starts_on"]) <= pd.Timestamp(as_of)]
    begun = begun[begun["product_id"].isin(categories["product_id"])].sort_values(
        order, ascending=[False, True, True, True], ignore_index=True
    )
    if begun.empty:
        clean, errors = without_spikes(history)
        return BaseDemand(clean, errors, pd.DataFrame(columns=EFFECTS), np.ones(7))
    days = _promoted_days(begun, as_of)
    on = pd.to_datetime(history["demand_on"]).to_numpy("datetime64[D]")
    dated = history.assign(day=on.astype("datetime64[s]")).reset_index(drop=True)
    promotion = _promotion_of(dated, days)
    usual, errors = without_spikes(dated[promotion < 0])
    weekdays = _weekdays(usual, as_of)
    rows = _put(dated, promotion < 0, usual)
    effects = _effects(begun, _counted(begun, days, rows, without_stock, as_of), weekdays)
    effects = effects.assign(base_rate=base_rates(coded(effects, categories)))
    clean = _divided(rows, promotion, effects["base_rate"].reindex(begun.index).fillna(0).to_numpy())
    return BaseDemand(clean.drop(columns="day"), errors, effects[EFFECTS], weekdays)


def coded(effects: "pd.DataFrame", categories: "pd.DataFrame") -> Effects:
    """Effects as arrays; products and categories numbered as in `categories` (one row a product)."""
    import pandas as pd

    place = pd.Index(categories["product_id"]).get_indexer(effects["product_id"])
    columns = ("discount_rate", "sold_qty", "expected_qty", "dispersion")
    return Effects(place, category_codes(categories)[place], *(effects[name].to_numpy(float) for name in columns))


def category_codes(categories: "pd.DataFrame") -> Any:
    """The number of each row's category; products without one are together."""
    import pandas as pd

    return pd.factorize(categories["category"].fillna(""))[0]


def _promoted_days(begun: "pd.DataFrame", as_of: date) -> "pd.DataFrame":
    """promotion (row of `begun`), product_id, day: one row per product and day, the first promotion's."""
    import pandas as pd

    rows, day = every_day(begun["starts_on"], begun["ends_on"])
    days: pd.DataFrame = begun[["product_id"]].iloc[rows].assign(promotion=rows, day=day.astype("datetime64[s]"))
    return days[days["day"] <= pd.Timestamp(as_of)].drop_duplicates(["product_id", "day"])


def _promotion_of(dated: "pd.DataFrame", days: "pd.DataFrame") -> Any:
    """Per row of demand the promotion it fell into, -1: none."""
    import pandas as pd

    found = np.full(len(dated), -1)
    mine = np.flatnonzero(dated["product_id"].isin(days["product_id"].unique()))
    known = pd.MultiIndex.from_frame(days[["product_id", "day"]])
    place = known.get_indexer(pd.MultiIndex.from_frame(dated[["product_id", "day"]].iloc[mine]))
    found[mine] = np.append(days["promotion"].to_numpy(), -1)[place]
    return found


def _put(dated: "pd.DataFrame", where: Any, usual: "pd.DataFrame") -> "pd.DataFrame":
    """The rows, with the quantities of `usual` where they are such."""
    changed = {}
    for name in ("quantity", "customer_qty"):
        values = dated[name].to_numpy(dtype=np.float64, na_value=0.0).copy()
        values[where] = usual[name].to_numpy(dtype=np.float64, na_value=0.0)
        changed[name] = values
    return dated.assign(**changed)


def _weekdays(usual: "pd.DataFrame", as_of: date) -> Numbers:
    import pandas as pd

    age = (pd.Timestamp(as_of) - usual["day"]).dt.days
    recent = usual[(age >= 0) & (age < 7 * WEEKS_OF_WEEKDAYS)]
    return weekday_weights(recent["day"].dt.weekday.to_numpy(), recent["quantity"].to_numpy(float))


def _counted(
    begun: "pd.DataFrame", days: "pd.DataFrame", rows: "pd.DataFrame", without_stock: "pd.DataFrame", as_of: date
) -> "pd.DataFrame":
    """promotion, location_id, day, is_promoted, customer_qty: days of promotions and days around, in stock, since the
    first demand there."""
    import pandas as pd

    margin = pd.Timedelta(days=AROUND_DAYS)
    row, day = every_day(pd.to_datetime(begun["starts_on"]) - margin, pd.to_datetime(begun["ends_on"]) + margin)
    window: pd.DataFrame = begun[["product_id"]].iloc[row].assign(promotion=row, day=day.astype("datetime64[s]"))
    window = window[window["day"] <= pd.Timestamp(as_of)]
    window = window.merge(days.rename(columns={"promotion": "owner"}), on=["product_id", "day"], how="left")
    window = window[window["owner"].isna() | (window["owner"] == window["promotion"])]
    mine = rows[rows["product_id"].isin(begun["product_id"])]
    window = window.merge(mine.groupby(KEYS, as_index=False).agg(first=("day", "min")), on="product_id")
    window = window[window["day"] >= window["first"]]
    out = without_stock.assign(day=pd.to_datetime(without_stock["day_on"]).astype("datetime64[s]"), is_out=True)
    window = window.merge(out[[*KEYS, "day", "is_out"]].drop_duplicates(), on=[*KEYS, "day"], how="left")
    window = window[window["is_out"].isna()]
    counted = window.merge(mine[[*KEYS, "day", "customer_qty"]], on=[*KEYS, "day"], how="left")
    quantity = counted["customer_qty"].fillna(0.0)
    return counted.assign(is_promoted=counted["owner"].notna(), customer_qty=quantity)


def _effects(begun: "pd.DataFrame", counted: "pd.DataFrame", weekdays: Numbers) -> "pd.DataFrame":
    """What each promotion sold and would have, over its locations; none where too few usual days are known or nothing
    was sold on them. The index is the promotion's row in `begun`."""
    import pandas as pd

    weighed = counted.assign(weight=weekdays[counted["day"].dt.weekday], square=counted["customer_qty"] ** 2, days=1)
    promoted, usual = (
        weighed[weighed["is_promoted"] == is_one]
        .groupby(["promotion", "location_id"])[["weight", "customer_qty", "square", "days"]]
        .sum()
        for is_one in (True, False)
    )
    both = promoted.join(usual, lsuffix="_promoted", how="inner")
    both = both[both["days"] >= FEWEST_DAYS]
    mean = both["customer_qty"] / both["days"]
    both["expected"] = both["customer_qty"] / both["weight"] * both["weight_promoted"]
    both["mean"], both["variance"] = mean, np.maximum(both["square"] / both["days"] - mean**2, 0)
    total = both.groupby("promotion")[["customer_qty_promoted", "expected", "mean", "variance"]].sum()
    total = total[total["expected"] > 0]
    known = begun.loc[total.index]
    return pd.DataFrame(
        {
            **{name: known[name] for name in EFFECTS[:5]},
            "sold_qty": total["customer_qty_promoted"],
            "expected_qty": total["expected"],
            "dispersion": total["variance"] / total["mean"],
        }
    )


def _divided(rows: "pd.DataFrame", promotion: Any, rate: Numbers) -> "pd.DataFrame":
    """What customers asked for, divided by 1 + `rate` of its promotion (-1: none)."""
    factor = 1 / (1 + np.append(rate, 0.0)[promotion])
    asked, quantity = rows["customer_qty"].to_numpy(), rows["quantity"].to_numpy()
    return rows.assign(quantity=quantity - asked * (1 - factor), customer_qty=asked * factor)
