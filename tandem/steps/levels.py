"""Changes of levels that wait for approval, and what a person decides on one of them on the command line."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from tandem.cycle import Cycle, local_day
from tandem.errors import TandemError
from tandem.stores import open_store
from tandem.warehouse import WarehouseError, open_warehouse, rows_of, warehouse_path

if TYPE_CHECKING:
    from operations.level_decisions import LevelDecision, State


class NoChangeWaits(TandemError):
    """No change of levels waits for that product there."""


_UNDECIDED = """
select c.*, p.product_code, p.name as product_name, l.location_code
from marts.fct_level_changes c
join marts.dim_product p using (product_id)
join marts.dim_location l using (location_id)
where c.is_current and c.outcome in ('waits', 'rejected')
order by p.product_code, l.location_code
"""


def waiting_levels(cycle: Cycle) -> list[dict[str, Any]]:
    """The changes that keep their old levels in the newest plan, each with what was decided on it meanwhile
    (`decision`, `decided_by`; None: nothing). A rejected one may still be approved.

    Raises:
        WarehouseError: nothing has been planned yet.
    """
    import duckdb

    from operations.level_decisions import decided_on

    with open_warehouse(cycle) as connection:
        try:
            rows = rows_of(connection.execute(_UNDECIDED))
        except duckdb.CatalogException as error:
            raise WarehouseError(f"{warehouse_path(cycle)} has no plan yet. Run `tandem run` first.") from error
    return decided_on(open_store(cycle), rows)


def decide_levels(  # noqa: PLR0917 the order of `tandem.steps.decide`
    cycle: Cycle, product: str, location: str, state: "State", by: str, reason: str, moment: datetime
) -> "LevelDecision":
    """Approves or rejects the change that waits for a product at a location, both by their codes.

    Raises:
        NoChangeWaits: none does; names those that do.
        NotAllowedToDecide, IllegalTransition: as `operations.level_decisions.decide`.
    """
    from operations.level_decisions import decide

    rows = waiting_levels(cycle)
    named = (product.strip().casefold(), location.strip().casefold())
    found = [row for row in rows if (row["product_code"].casefold(), row["location_code"].casefold()) == named]
    if not found:
        some = ", ".join(f"{row['product_code']} at {row['location_code']}" for row in rows[:5]) or "none"
        raise NoChangeWaits(
            f"{product} at {location}: no change of its levels waits; waiting: {some}. See `tandem levels list`."
        )
    store, company = open_store(cycle), cycle.company
    day = local_day(company, moment)
    return decide(store, found[0], state, by, company.approvers, reason or None, moment, on=day)
