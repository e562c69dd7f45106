-- Fails if a week's gap is not its demand less its supply, or is missing.
select
    product_id,
    week_start_on,
    demand_qty,
    supply_qty,
    gap_qty
from {{ ref("rpt_linked_product_week") }}
where coalesce(gap_qty <> demand_qty - supply_qty, true)
