with stock as (
    select * from {{ ref("int_inventory__stock") }}
),

on_order as (
    select * from {{ ref("int_inventory__on_order") }}
    where location_id is not null
),

promised as (
    select * from {{ ref("int_inventory__promised") }}
    where location_id is not null
),

requested as (
    select * from {{ ref("int_inventory__requested") }}
),

places as (
    select
        product_id,
        location_id
    from stock
    union
    select
        product_id,
        location_id
    from on_order
    union
    select
        product_id,
        location_id
    from promised
),

summed as (
    select
        places.product_id,
        places.location_id,
        stock.product_id is not null as has_stock_record,
        stock.source as stock_source,
        stock.counted_at,
        coalesce(stock.on_hand_qty, 0) as on_hand_qty,
        coalesce(stock.damaged_qty, 0) as damaged_qty,
        coalesce(stock.reserved_qty, 0) as reserved_qty,
        coalesce(promised.open_order_qty, 0) as open_order_qty,
        coalesce(promised.open_order_count, 0) as open_order_count,
        promised.oldest_ordered_on,
        coalesce(on_order.in_transit_qty, 0) as in_transit_qty,
        coalesce(on_order.late_qty, 0) as in_transit_late_qty,
        on_order.next_receipt_on,
        case when on_order.next_receipt_on is not null then on_order.next_receipt_qty end as next_receipt_qty,
        coalesce(requested.approved_requisition_qty, 0) as approved_requisition_qty
    from places
    left join stock on places.product_id = stock.product_id and places.location_id = stock.location_id
    left join on_order on places.product_id = on_order.product_id and places.location_id = on_order.location_id
    left join promised on places.product_id = promised.product_id and places.location_id = promised.location_id
    left join requested on places.product_id = requested.product_id and places.location_id = requested.location_id
)

select
    summed.*,
    {{ quantity('summed.on_hand_qty - summed.reserved_qty') }} as available_qty,
    {{ quantity('greatest(summed.reserved_qty, summed.open_order_qty)') }} as committed_qty,
    {{ quantity('greatest(0, summed.open_order_qty - summed.reserved_qty)') }} as backorder_qty
from summed
