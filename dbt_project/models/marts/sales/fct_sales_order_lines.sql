{{ config(materialized="per_product") }}

with lines as (
    select * from {{ of_changed(ref("int_sales__order_lines")) }}
)

select
    lines.order_line_id,
    lines.order_id,
    lines.order_number,
    lines.erp_order_number,
    lines.channel,
    lines.status,
    lines.customer_id,
    lines.product_id,
    lines.location_id,
    lines.ordered_at,
    lines.ordered_on,
    lines.requested_on,
    lines.promised_on,
    lines.shipped_on,
    lines.ordered_qty,
    lines.shipped_qty,
    lines.cancelled_qty,
    lines.sold_qty,
    lines.open_qty,
    lines.unit_price,
    lines.discount_amount,
    lines.net_amount,
    lines.currency,
    lines.base_net_amount,
    -- What is left of the line's amount once its cancelled part is taken off.
    {{ money('lines.base_net_amount * ' ~ ratio('lines.sold_qty', 'lines.ordered_qty')) }} as base_sold_amount,
    '{{ var("base_currency") }}' as base_currency,
    lines.source,
    lines.erp_source,
    lines.load_id,
    lines.loaded_at
from lines
