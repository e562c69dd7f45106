-- Fails if what is in transit by date is not what the position counts, over all products and locations.
with dated as (
    select coalesce(sum(in_transit_qty), 0) as in_transit_qty
    from {{ ref("fct_in_transit") }}
),

positions as (
    select coalesce(sum(in_transit_qty), 0) as in_transit_qty
    from {{ ref("fct_inventory_position") }}
)

select
    dated.in_transit_qty as dated_qty,
    positions.in_transit_qty as position_qty
from dated
cross join positions
where dated.in_transit_qty <> positions.in_transit_qty
