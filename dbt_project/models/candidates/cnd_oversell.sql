with items as (
    select * from {{ ref("fct_watched_items") }}
    where committed_qty > on_hand_qty
),

-- Stock goes to orders by the allocation policy; those it does not reach are at risk.
orders as (
    select
        product_id,
        location_id,
        order_id,
        min(order_number) as order_number,
        min(ordered_on) as ordered_on,
        min(ordered_at) as ordered_at
    from {{ ref("fct_allocations") }}
    where is_at_risk
    group by product_id, location_id, order_id
),

at_risk as (
    select
        product_id,
        location_id,
        {{ dbt.listagg("order_number", "', '", "order by ordered_at, order_id") }} as orders_at_risk,
        cast(count(*) as integer) as order_count,
        min(ordered_on) as oldest_ordered_on
    from orders
    group by product_id, location_id
)

select
    {{ candidate_columns("oversell", "case when items.next_receipt_on is null then 'high' else 'medium' end") }},
    items.on_hand_qty,
    items.committed_qty,
    {{ quantity('items.committed_qty - items.on_hand_qty') }} as oversold_qty,
    items.next_receipt_on,
    items.next_receipt_qty,
    at_risk.orders_at_risk,
    coalesce(at_risk.order_count, 0) as order_count,
    at_risk.oldest_ordered_on,
    items.uom
from items
left join at_risk on items.product_id = at_risk.product_id and items.location_id = at_risk.location_id
