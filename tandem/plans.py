"""Plans are kept whole, each under its version, so that any two can be laid side by side."""

from typing import TYPE_CHECKING

from tandem.cycle import Cycle
from tandem.errors import TandemError
from tandem.stores import open_lake
from tandem.warehouse import open_warehouse

if TYPE_CHECKING:
    import pandas as pd

    from lake import PlanVersion

TABLES = ("forecast", "levels", "planned_orders")


class UnknownPlan(TandemError):
    """There is no such plan, or several are called so."""


def plans(cycle: Cycle) -> "list[PlanVersion]":
    """Every plan that is kept and was known at the cycle's moment, newest first."""
    from lake import plan_versions

    return [one for one in reversed(plan_versions(open_lake(cycle))) if one.known_at <= cycle.known()]


def compare_plans(
    cycle: Cycle, before: str | None = None, after: str | None = None
) -> "tuple[PlanVersion, PlanVersion, pd.DataFrame]":
    """Two plans and where they differ (`planning.plan_difference`), with product_code, product_name, location_code.

    Args:
        before, after: versions, or how they begin; by default the newest plan and the one before it.

    Raises:
        UnknownPlan: there are not both.
    """
    from lake import plan_table
    from planning.plan_difference import plan_difference

    known = plans(cycle)
    new = _named(known, after) if after else _at(known, 0)
    old = _named(known, before) if before else _at([one for one in known if one.known_at < new.known_at], 0)
    lake = open_lake(cycle)
    sides = [{name: plan_table(lake, plan, name).to_pandas() for name in TABLES} for plan in (old, new)]
    return old, new, _with_codes(cycle, plan_difference(*sides))


def _at(known: "list[PlanVersion]", place: int) -> "PlanVersion":
    if place >= len(known):
        raise UnknownPlan("There are no two plans to compare yet. `tandem plans list` names those that there are.")
    return known[place]


def _named(known: "list[PlanVersion]", version: str) -> "PlanVersion":
    found = [one for one in known if one.version.startswith(version)]
    if len(found) == 1:
        return found[0]
    what = f"{len(found)} plans begin so" if found else "there is no such plan"
    raise UnknownPlan(f"{version!r}: {what}. `tandem plans list` names those that there are.")


def _with_codes(cycle: Cycle, found: "pd.DataFrame") -> "pd.DataFrame":
    with open_warehouse(cycle) as connection:
        products = connection.execute("select product_id, product_code, name as product_name from marts.dim_product")
        named = found.merge(products.df(), on="product_id", how="left")
        locations = connection.execute("select location_id, location_code from marts.dim_location").df()
    named = named.merge(locations, on="location_id", how="left")
    return named.sort_values(["product_code", "location_code"], ignore_index=True)
