"""Lead times as measured: per supplier and product, shrunk to the supplier where receipts are few, outliers named.

Lead time (TERMS.md): from confirmation of the purchase order to the posted receipt, in days; receipts within a line
are weighted by quantity, lines count equally (recent ones more, by a half-life, when the policy says so).
"""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

PAIR = ["supplier_id", "product_id"]


@dataclass(frozen=True)
class LeadTimeRules:
    """How receipts become a lead time; part of the policy's data.

    `half_life_days`: a line received so long ago counts half. `prior_lines`: the supplier's own mean counts as much
    as so many lines of the product. `least_lines`: fewer lines of product and supplier together prove nothing.
    `outlier_spans`: beyond quartile + this many interquartile ranges (at least a quarter of the median, and a day) a
    line is drawn to that fence.
    """

    half_life_days: float = 365.0
    prior_lines: float = 4.0
    least_lines: float = 3.0
    outlier_spans: float = 3.0


@dataclass(frozen=True)
class LineLeadTimes:
    """One row per order line that can be measured, and the receipts that cannot, each with the reason."""

    lines: "pd.DataFrame"
    held: "pd.DataFrame"


def line_lead_times(receipts: "pd.DataFrame", as_of: date) -> LineLeadTimes:
    """Lead time per order line, receipts weighted by quantity.

    `receipts`: line_id, supplier_id, product_id, confirmed_on, received_on, received_qty. Receipts after `as_of` are
    not known yet and left out. `lines`: line_id, supplier_id, product_id, lead_time_days, received_on (the last).
    """
    import pandas as pd

    frame = receipts.assign(
        confirmed_on=pd.to_datetime(receipts["confirmed_on"]), received_on=pd.to_datetime(receipts["received_on"])
    )
    frame = frame[~(frame["received_on"] > pd.Timestamp(as_of))]
    days = (frame["received_on"] - frame["confirmed_on"]).dt.days
    reasons = np.select(
        [frame["confirmed_on"].isna(), frame["received_on"].isna(), days < 0, ~(frame["received_qty"] > 0)],
        [
            "No confirmation date: the lead time of this receipt is unknown.",
            "No receipt date: the lead time of this receipt is unknown.",
            "Received before it was confirmed: correct one of the dates.",
            "Received nothing: the quantity is not above zero.",
        ],
        "",
    )
    good = frame[reasons == ""].assign(weighted=days * frame["received_qty"])
    sums = good.groupby(["line_id", *PAIR], as_index=False).agg(
        weighted=("weighted", "sum"), quantity=("received_qty", "sum"), received_on=("received_on", "max")
    )
    lines = sums.assign(lead_time_days=sums["weighted"] / sums["quantity"])
    return LineLeadTimes(lines[["line_id", *PAIR, "lead_time_days", "received_on"]], _held(frame, reasons))


def _held(frame: "pd.DataFrame", reasons: "np.ndarray") -> "pd.DataFrame":
    bad = reasons != ""
    held: pd.DataFrame = frame.loc[bad, ["line_id", *PAIR]].assign(reason=reasons[bad].astype(str))
    return held.reset_index(drop=True)


def measured_lead_times(lines: "pd.DataFrame", as_of: date, rules: LeadTimeRules) -> "pd.DataFrame":
    """Mean and spread of lead time per supplier and product.

    Args:
        lines: supplier_id, product_id, lead_time_days, received_on (`line_lead_times`).
        as_of: the day from which a line's age counts.
        rules: half-life, shrinkage, outliers.

    Returns:
        One row per supplier_id, product_id: measured_lead_time_days, measured_lead_time_std_days (sample; NaN below
        2 lines), lead_time_lines (how many), effective_lines (with age), outlier_lines, lead_time_basis ('measured'
        or, where the supplier's other products carry most of the weight, 'supplier').
    """
    frame = _drawn_in(lines, rules).assign(weight=_weights(lines, as_of, rules))
    own, supplier = _moments(frame, PAIR), _moments(frame, ["supplier_id"])
    both = own.merge(supplier, on="supplier_id", suffixes=("", "_supplier"))
    share = both["effective"] / (both["effective"] + rules.prior_lines)
    mean = share * both["mean"] + (1 - share) * both["mean_supplier"]
    variance = _pooled_variance(both, share)
    return both[PAIR].assign(
        measured_lead_time_days=mean,
        measured_lead_time_std_days=np.sqrt(variance),
        lead_time_lines=both["lines"],
        effective_lines=both["effective"],
        outlier_lines=both["outliers"],
        lead_time_basis=np.where(both["lines"] >= rules.least_lines, "measured", "supplier"),
    )


def _pooled_variance(both: "pd.DataFrame", share: "pd.Series") -> "pd.Series":
    """Own and supplier's variance in the same shares; the supplier's alone where the own is unknown, and NaN for both
    unknown."""
    own = both["variance"].fillna(both["variance_supplier"])
    return share * own + (1 - share) * both["variance_supplier"].fillna(own)


def _weights(lines: "pd.DataFrame", as_of: date, rules: LeadTimeRules) -> "pd.Series":
    import pandas as pd

    age = (pd.Timestamp(as_of) - pd.to_datetime(lines["received_on"])).dt.days
    return 0.5 ** (age / rules.half_life_days)


def _drawn_in(lines: "pd.DataFrame", rules: LeadTimeRules) -> "pd.DataFrame":
    """Lines beyond the supplier's fences drawn to them, and marked."""
    by_supplier = lines.groupby("supplier_id")["lead_time_days"]
    low, middle, high = (by_supplier.transform("quantile", q=share) for share in (0.25, 0.5, 0.75))
    reach = rules.outlier_spans * np.maximum(np.maximum(high - low, middle / 4), 1.0)
    drawn = lines["lead_time_days"].clip(np.maximum(low - reach, 0.0), high + reach)
    return lines.assign(lead_time_days=drawn, outlier=drawn != lines["lead_time_days"])


def _moments(frame: "pd.DataFrame", keys: list[str]) -> "pd.DataFrame":
    """Weighted mean, sample variance (n - 1 by effective lines; NaN below 2), lines, effective lines, outliers."""
    weight, days = frame["weight"], frame["lead_time_days"]
    by = [frame[key] for key in keys]
    total = weight.groupby(by).sum()
    mean = (weight * days).groupby(by).sum() / total
    off = days - frame[keys].join(mean.rename("mean"), on=keys)["mean"]
    squares, lines = (weight * off**2).groupby(by).sum(), weight.groupby(by).size()
    square_weight = (weight**2).groupby(by).sum()
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = (squares / (total - square_weight / total)).where(lines > 1)
    effective = total**2 / square_weight
    columns = {"mean": mean, "variance": variance, "lines": lines, "effective": effective}
    columns["outliers"] = frame["outlier"].groupby(by).sum()
    return mean.rename("mean").to_frame().assign(**columns).reset_index()


def choose_lead_times(items: "pd.DataFrame", rules: LeadTimeRules) -> "pd.DataFrame":
    """The lead time an item is planned with: measured, else the supplier's, else stated, else the policy's.

    Args:
        items: measured_lead_time_days, measured_lead_time_std_days, lead_time_lines, supplier_lines,
            stated_lead_time_days, policy_lead_time_days.
        rules: how many lines are enough.

    Returns:
        Index of `items`; lead_time_days, lead_time_std_days (0 where not measured), lead_time_basis ('measured',
        'supplier', 'stated', 'policy', 'held'), reason (None for measured ones).
    """
    import pandas as pd

    measured = items["measured_lead_time_days"]
    own = (items["lead_time_lines"] >= rules.least_lines) & measured.notna()
    supplier = (items["supplier_lines"] >= rules.least_lines) & measured.notna()
    stated, policy = _not_negative(items["stated_lead_time_days"]), _not_negative(items["policy_lead_time_days"])
    cases = [own, supplier, stated.notna(), policy.notna()]
    days = np.select(cases, [measured, measured, stated, policy], np.nan)
    spread = np.where(own | supplier, items["measured_lead_time_std_days"].fillna(0.0), 0.0)
    basis = np.select(cases, ["measured", "supplier", "stated", "policy"], "held")
    said = pd.Series(basis, index=items.index).map(_REASONS)
    return pd.DataFrame(
        {
            "lead_time_days": days,
            "lead_time_std_days": spread,
            "lead_time_basis": basis,
            "reason": said.astype(object).where(said.notna(), None),
        },
        index=items.index,
    )


_REASONS = {
    "supplier": "Few receipts of this product: the supplier's other products stand for it.",
    "stated": "Too few receipts: the supplier's stated lead time is used, without spread.",
    "policy": "No lead time is measured or stated: the policy's is used.",
    "held": "No lead time is known: add one to the supplier's terms or to the policy.",
}


def _not_negative(days: "pd.Series") -> "pd.Series":
    return days.where(days >= 0)
