-- Fails if the linked report and the sales facts differ in units or money sold, over all products and weeks.
with linked as (
    select
        coalesce(sum(sold_qty), 0) as sold_qty,
        coalesce(sum(net_sales_amount), 0) as net_amount
    from {{ ref("rpt_linked_product_week") }}
),

sales as (
    select
        coalesce(sum(sold_qty), 0) as sold_qty,
        coalesce(sum(case when sold_qty > 0 then base_sold_amount end), 0) as sold_amount
    from {{ ref("fct_sales_order_lines") }}
),

returns as (
    select coalesce(sum(base_refund_amount), 0) as refund_amount
    from {{ ref("fct_returns") }}
)

select
    linked.sold_qty as linked_qty,
    sales.sold_qty as sales_qty,
    linked.net_amount as linked_amount,
    sales.sold_amount - returns.refund_amount as sales_amount
from linked
cross join sales
cross join returns
where
    linked.sold_qty <> sales.sold_qty
    or abs(linked.net_amount - (sales.sold_amount - returns.refund_amount)) > 0.01
