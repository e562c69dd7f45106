with positions as (
    select * from {{ ref("int_inventory__positions") }}
),

feeds as (
    select * from {{ ref("int_policies__feeds") }}
),

costs as (
    select * from {{ ref("int_inventory__unit_costs") }}
)

select
    positions.product_id,
    positions.location_id,
    positions.has_stock_record,
    positions.stock_source,
    positions.on_hand_qty,
    positions.reserved_qty,
    positions.available_qty,
    positions.damaged_qty,
    positions.open_order_qty,
    positions.committed_qty,
    positions.backorder_qty,
    positions.in_transit_qty,
    positions.in_transit_late_qty,
    positions.next_receipt_on,
    positions.next_receipt_qty,
    positions.approved_requisition_qty,
    {{ quantity(
        'positions.on_hand_qty - positions.reserved_qty - positions.backorder_qty + positions.in_transit_qty '
        ~ '+ positions.approved_requisition_qty'
    ) }} as inventory_position,
    {{ money(times('positions.on_hand_qty', 'costs.unit_cost_amount')) }} as stock_value_amount,
    '{{ var("base_currency") }}' as base_currency,
    positions.counted_at,
    feeds.data_as_of,
    coalesce(feeds.is_stale, false) as is_stale,
    feeds.stale_sources
from positions
left join feeds on positions.product_id = feeds.product_id and positions.location_id = feeds.location_id
left join costs on positions.product_id = costs.product_id
