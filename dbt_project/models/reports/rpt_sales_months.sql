{{ config(tags=["evaluate"]) }}

with products as (
    select * from {{ ref("dim_product") }}
),

customers as (
    select * from {{ ref("dim_customer") }}
),

lines as (
    select * from {{ ref("fct_sales_order_lines") }}
),

returns as (
    select * from {{ ref("fct_returns") }}
),

sold as (
    select
        product_id,
        location_id,
        channel,
        customer_id,
        ordered_on as event_on,
        sold_qty,
        base_sold_amount as sold_amount,
        cast(0 as decimal(18, 6)) as returned_qty,
        cast(0 as decimal(18, 6)) as sellable_returned_qty,
        cast(0 as decimal(18, 6)) as refund_amount
    from lines
    where sold_qty > 0
    union all
    -- A return counts in the month in which it came, where its order was sold.
    select
        returns.product_id,
        coalesce(lines.location_id, returns.location_id) as location_id,
        lines.channel,
        lines.customer_id,
        returns.returned_on as event_on,
        0 as sold_qty,
        0 as sold_amount,
        returns.returned_qty,
        case when returns.disposition = 'sellable' then returns.returned_qty else 0 end as sellable_returned_qty,
        coalesce(returns.base_refund_amount, 0) as refund_amount
    from returns
    left join lines on returns.order_line_id = lines.order_line_id
),

summed as (
    select
        sold.product_id,
        coalesce(sold.location_id, 'none') as location_id,
        coalesce(sold.channel, 'none') as channel,
        coalesce(customers.customer_class, 'none') as customer_class,
        cast({{ dbt.date_trunc('month', 'sold.event_on') }} as date) as month_start_on,
        {{ quantity('sum(sold.sold_qty)') }} as sold_qty,
        {{ quantity('sum(sold.returned_qty)') }} as returned_qty,
        {{ money('sum(sold.sold_amount)') }} as sold_amount,
        {{ money('sum(sold.refund_amount)') }} as base_refund_amount,
        {{ quantity('sum(sold.sold_qty - sold.sellable_returned_qty)') }} as costed_qty
    from sold
    left join customers on sold.customer_id = customers.customer_id
    group by 1, 2, 3, 4, 5
)

select
    summed.product_id,
    summed.location_id,
    summed.channel,
    summed.customer_class,
    summed.month_start_on,
    products.product_code,
    products.category,
    coalesce(products.current_supplier_id, 'none') as supplier_id,
    summed.sold_qty,
    summed.returned_qty,
    summed.sold_amount,
    summed.base_refund_amount,
    {{ money('coalesce(summed.sold_amount, 0) - summed.base_refund_amount') }} as net_sales_amount,
    {{ money(times('summed.costed_qty', 'products.unit_cost_amount')) }} as cogs_amount,
    '{{ var("base_currency") }}' as base_currency
from summed
inner join products on summed.product_id = products.product_id
