-- Fails if what the linked report says is on its way in the week planned from is not what purchase orders have open.
with linked as (
    select coalesce(sum(in_transit_qty), 0) as in_transit_qty
    from {{ ref("rpt_linked_product_week") }}
    where week_start_on = {{ week_of(as_of()) }}
),

purchases as (
    select coalesce(sum(open_qty), 0) as open_qty
    from {{ ref("fct_purchase_order_lines") }}
)

select
    linked.in_transit_qty,
    purchases.open_qty
from linked
cross join purchases
where linked.in_transit_qty <> purchases.open_qty
