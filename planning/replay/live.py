"""The live policy as a policy to replay: the very functions that plan, on another day, from what was known then."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from planning.adjustments import outlook
from planning.facts import Facts
from planning.forecast import demand_forecast
from planning.forecasting.spikes import without_spikes
from planning.formulas import Numbers
from planning.item_levels import lead_times, simulation_of, stock_levels
from planning.replay.run import KEYS, Levels, Policy

if TYPE_CHECKING:
    import pandas as pd


def live_levels(items: "pd.DataFrame", begins_on: date) -> Policy:
    """Levels as the plan makes them, from the demand known by then.

    `items`: what `make_plan` needs; lead times and the policy's values are today's on every day. `begins_on`: day 0.
    """
    lead = lead_times(items)
    horizon = lead["lead_time_days"].to_numpy(float) + items["review_days"].to_numpy(float)

    def policy(known: Numbers, day: int) -> Levels:
        on = begins_on + timedelta(days=day - 1)
        history, _ = without_spikes(_as_history(items, known, begins_on))
        forecast, weeks = demand_forecast(items, history, horizon, on)
        expected = outlook(forecast, Facts().overrides, on, weeks)
        found = stock_levels(items, expected, lead, simulation_of(forecast, history, on))
        return Levels(found["reorder_point"].to_numpy(float), found["order_up_to"].to_numpy(float))

    return policy


def _as_history(items: "pd.DataFrame", known: Numbers, begins_on: date) -> "pd.DataFrame":
    """A dense history (n x days, net units) as days with demand."""
    import pandas as pd

    row, day = np.nonzero(known)
    units = known[row, day]
    return pd.DataFrame(
        {
            **{key: items[key].to_numpy()[row] for key in KEYS},
            "demand_on": np.datetime64(begins_on, "D") + day,
            "quantity": np.maximum(units, 0),
            "returned_qty": np.maximum(-units, 0),
        }
    )
