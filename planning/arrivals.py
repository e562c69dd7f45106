"""When open purchases and planned orders really come, by the record of lines that came before (R40, fault F2)."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from planning.delays import DelayRecord, learn_delays
from planning.formulas import Numbers
from planning.promises import expected_receipts
from planning.suppliers import has_measured_lead_time

if TYPE_CHECKING:
    import pandas as pd

LEAST_LINES = 3
"""Fewer lines that came prove nothing: what is open then comes as promised, what is ordered as planned."""


@dataclass(frozen=True)
class Arrivals:
    """How late lines come beside the promised day (`promise`), beside the measured lead time of their product, and
    beside the stated one, which is all that is known of products with few receipts of their own."""

    promise: DelayRecord
    measured: DelayRecord
    stated: DelayRecord

    def slip_days(self, suppliers: "pd.Series", is_measured: Any, share: float) -> Numbers:
        """Days beyond the lead time by which `share` of each supplier's lines came, 0 or more; the longest on record
        where the record does not reach so far. `is_measured` (bool, one or one each): which lead time is meant."""
        return np.where(is_measured, _slip(self.measured, suppliers, share), _slip(self.stated, suppliers, share))


def _slip(record: DelayRecord, suppliers: "pd.Series", share: float) -> Numbers:
    found = record.quantile(record.rows(suppliers), share)
    return np.maximum(np.where(np.isnan(found), record.last_day, found), 0)


def known_lead_times(items: "pd.DataFrame", terms: "pd.DataFrame") -> "pd.DataFrame":
    """The lead times that lines are held against: supplier_id, product_id, measured_days (missing where too few
    receipts stand behind it), stated_days.

    Args:
        items: product_id, min_lead_time_receipts.
        terms: `Facts.sources`.
    """
    least = items.drop_duplicates("product_id").set_index("product_id")["min_lead_time_receipts"].astype(float)
    measured = has_measured_lead_time(terms, terms["product_id"].map(least).to_numpy(float))
    return terms[["supplier_id", "product_id"]].assign(
        measured_days=terms["measured_lead_time_days"].astype(float).where(measured),
        stated_days=terms["stated_lead_time_days"].astype(float),
    )


def learn_arrivals(receipts: "pd.DataFrame", sources: "pd.DataFrame", as_of: date) -> Arrivals:
    """Learns from what was ordered and came, or had not come, by the end of `as_of`.

    Args:
        receipts: one row per purchase order line: supplier_id, product_id, lead_time_from_on (missing: unknown),
            promised_on, completed_on (missing: not come).
        sources: of `known_lead_times`.
        as_of: the day of the plan.
    """
    import pandas as pd

    pair = ["supplier_id", "product_id"]
    known = receipts.merge(sources[[*pair, "measured_days", "stated_days"]].drop_duplicates(pair), "left", pair)
    begun = pd.to_datetime(known["lead_time_from_on"])
    due = (begun + pd.to_timedelta(known[f"{one}_days"].round(), unit="D") for one in ("measured", "stated"))
    return Arrivals(*(_learnt(known, planned, as_of) for planned in (known["promised_on"], *due)))


def _learnt(receipts: "pd.DataFrame", planned_on: "pd.Series", as_of: date) -> DelayRecord:
    lines = receipts[["supplier_id"]].assign(planned_on=planned_on, actual_on=receipts["completed_on"])
    record = learn_delays(lines, as_of)
    return record if record.lines[-1] >= LEAST_LINES else learn_delays(lines.iloc[:0], as_of)


def expected_supply(
    supply: "pd.DataFrame", new_on: "pd.Series", arrivals: Arrivals, as_of: date, share: float
) -> "pd.DataFrame":
    """When what is on order comes: as likely as not, and with the chance `share`.

    Args:
        supply: supplier_id, promised_on (missing: none is named yet).
        new_on: when a new order would come, which is taken where no day is promised.
        arrivals: what was learnt.
        as_of: the day of the plan.
        share: for example 0.9.

    Returns:
        Index of `supply`; expected_on, reliable_on, expected_basis (`expected_receipts`, and 'lead time'), sentence
        (None when it comes as promised).
    """
    import pandas as pd

    likely, sure = (expected_receipts(supply, arrivals.promise, as_of, chance) for chance in (0.5, share))
    slip = pd.to_timedelta(arrivals.slip_days(supply["supplier_id"], False, share), unit="D")
    undated = likely["expected_basis"] == "held"
    said = "No day is promised: it is counted on when a new order would come. Ask the supplier for a day."
    return pd.DataFrame(
        {
            "expected_on": likely["expected_on"].fillna(new_on),
            "reliable_on": sure["expected_on"].fillna(new_on + slip),
            "expected_basis": likely["expected_basis"].where(~undated, "lead time"),
            "sentence": likely["reason"].where(~undated, said),
        }
    )
