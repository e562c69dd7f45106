-- Fails if the age buckets of an item do not add up to what is on hand, or an item with stock has none.
with aged as (
    select
        product_id,
        location_id,
        sum(on_hand_qty) as aged_qty
    from {{ ref("rpt_stock_ageing") }}
    group by product_id, location_id
),

positions as (
    select
        product_id,
        location_id,
        on_hand_qty
    from {{ ref("fct_inventory_position") }}
    where on_hand_qty > 0
)

select
    positions.product_id,
    positions.location_id,
    positions.on_hand_qty,
    aged.aged_qty
from positions
left join aged on positions.product_id = aged.product_id and positions.location_id = aged.location_id
where coalesce(aged.aged_qty <> positions.on_hand_qty, true)
