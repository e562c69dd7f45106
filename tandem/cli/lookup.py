"""Reads for people: a product by any of its names, and where things stand."""

from typing import TYPE_CHECKING, Any

from tandem.cli.previews import HELD
from tandem.cycle import Cycle, local_day, now
from tandem.stores import open_lake, open_store
from tandem.warehouse import open_warehouse, rows_of, warehouse_path

if TYPE_CHECKING:
    import duckdb

Rows = list[dict[str, Any]]

_NAMED = """
    select product_id from marts.dim_product
    where $name = product_id or lower($name) in (lower(product_code), lower(name), lower(barcode))
    union
    select conformed_id from intermediate.int_identity__crosswalk
    where entity = 'product' and lower($name) in (lower(source_id), lower(code_key), lower(name))
"""

_ITEMS = f"""
select i.*, l.location_code, f.* exclude (plan_version, product_id, location_id),
    v.* exclude (plan_version, product_id, location_id, reason, review_days, service_level, lead_time_days,
        reorder_point, order_up_to),
    v.lead_time_days, v.review_days, v.service_level, v.reorder_point, v.order_up_to,
    r.* exclude (product_id, location_id, inventory_position, reorder_point, order_up_to),
    s.supplier_id, s.supplier_name, s.unit_price, s.currency, s.base_unit_price, s.units_per_purchase_uom,
    s.min_order_qty, s.order_multiple, coalesce(s.purchase_uom, i.uom) as purchase_uom
from (select * exclude (lead_time_days, review_days, service_level, reorder_point, order_up_to,
          supplier_product_id, supplier_id, supplier_name, unit_price, currency, base_unit_price,
          units_per_purchase_uom, min_order_qty, order_multiple, purchase_uom)
      from planning_inputs.plan_items) i
join marts.dim_location l using (location_id)
join raw_planning.forecast f using (product_id, location_id)
join raw_planning.levels v using (product_id, location_id)
join raw_planning.requirements r using (product_id, location_id)
left join marts.fct_requirements s using (product_id, location_id)
where i.product_id in ({_NAMED})
order by i.product_code, l.location_code
"""


_PLANNED = """
select o.*, s.name as supplier_name, p.serves
from marts.fct_planned_orders o
left join marts.dim_supplier s using (supplier_id)
left join (select planned_order, list({'demand_kind': demand_kind, 'demand_id': demand_id, 'due_on': due_on,
        'quantity': quantity} order by due_on, demand_id) as serves
    from marts.fct_plan_pegs group by planned_order) p using (planned_order)
where o.product_id = $product and o.location_id = $location
order by o.release_on, o.need_on, o.planned_order
"""
_OVERRIDES = """
select week_from_on, before_qty, after_qty, author, reason from marts.fct_forecast_overrides
where product_id = $product and location_id = $location order by week_from_on, decided_at
"""
_PROMOTIONS = """
select u.name, u.promotion_id, u.first_on, u.last_on, u.base_qty, u.uplift_qty, u.sentence, u.is_at_risk,
    u.first_short_on, u.short_qty, p.product_code as limiting_code
from marts.fct_promotion_uplifts u left join marts.dim_product p on u.limiting_product_id = p.product_id
where u.product_id = $product and u.location_id = $location order by u.first_on, u.promotion_id
"""
_LEVEL_CHANGE = """
select * from marts.fct_level_changes
where product_id = $product and location_id = $location and is_current and outcome in ('waits', 'rejected')
"""
_PROMISES = """
select coalesce(order_number, order_line_id) as order_number, due_on, short_qty, late_qty, sentence
from marts.fct_order_promises
where product_id = $product and location_id = $location
order by short_qty + late_qty > 0 desc, due_on, order_line_id
"""
_MESSAGES = """
select sentence from marts.fct_plan_messages where product_id = $product and location_id = $location order by message
"""
_SET_ASIDE = """
select reason as sentence from marts.fct_plan_holds
where product_id = $product and (location_id = $location or location_id is null)
union
select h.entity || ' of ' || h.source || ': ' || h.reason || coalesce('. ' || h.advice, '.')
from reports.rpt_held_rows h
join intermediate.xref_product x using (source, source_id)
where x.conformed_id = $product
    and h.entity in ('bom_lines', 'supplier_products', 'order_lines', 'returns', 'promotions', 'purchase_order_lines',
        'receipts', 'inventory_levels', 'inventory_movements')
order by all
"""

_OFFERS = """
select sentence from marts.fct_plan_offers where product_id = $product and location_id = $location order by offer
"""


def find_items(cycle: Cycle, name: str) -> Rows:
    """The planned items of every product that any system calls `name`, with the whole arithmetic.

    Each with its `planned_orders` (and what each `serves`), the `promotions` and `overrides` of its forecast, its
    `order_promises`, `plan_messages` and `plan_offers`, what was `set_aside` of it, and the `level_change` that waits
    or was rejected (None: none).
    """
    with open_warehouse(cycle) as connection:
        items = rows_of(connection.execute(_ITEMS, {"name": name.strip()}))
        for item in items:
            keys = {"product": item["product_id"], "location": item["location_id"]}
            item["planned_orders"] = rows_of(connection.execute(_PLANNED, keys))
            item["overrides"] = rows_of(connection.execute(_OVERRIDES, keys))
            item["promotions"] = rows_of(connection.execute(_PROMOTIONS, keys))
            item["level_change"] = next(iter(rows_of(connection.execute(_LEVEL_CHANGE, keys))), None)
            item["order_promises"] = rows_of(connection.execute(_PROMISES, keys))
            for told, query in (("plan_messages", _MESSAGES), ("plan_offers", _OFFERS), ("set_aside", _SET_ASIDE)):
                item[told] = [row["sentence"] for row in rows_of(connection.execute(query, keys))]
    return items


def find_products(connection: "duckdb.DuckDBPyConnection", name: str) -> Rows:
    """Every product that any system calls `name`, by code."""
    query = f"select * from marts.dim_product where product_id in ({_NAMED}) order by product_code"
    return rows_of(connection.execute(query, {"name": name.strip()}))


def standing(cycle: Cycle) -> dict[str, Rows]:
    """Sources and their age, what is held, and what people have before them; each a list of rows."""
    from operations import overview

    store = open_store(cycle)
    return {
        "Sources": [_age(cycle, name) for name in cycle.company.enabled_sources],
        "Held rows": _held(cycle),
        **overview.standing(store),
        "Approvals": overview.waiting_by_person(store, cycle.company.approvers, local_day(cycle.company, now())),
    }


def _age(cycle: Cycle, name: str) -> dict[str, Any]:
    from lake import acceptances

    loads = acceptances(open_lake(cycle), name)
    limit = cycle.company.sources[name].freshness_hours
    if not loads:
        return {"source": name, "last load": "never", "hours old": "-", "limit": limit, "state": "stale"}
    last = loads[-1]
    hours = (now() - last.accepted_at).total_seconds() / 3600
    state = "stale" if hours > limit else "fresh"
    return {"source": name, "last load": last.load_id, "hours old": f"{hours:.1f}", "limit": limit, "state": state}


def _held(cycle: Cycle) -> Rows:
    if not warehouse_path(cycle).exists():
        return []
    with open_warehouse(cycle) as connection:
        return rows_of(connection.execute(HELD))
