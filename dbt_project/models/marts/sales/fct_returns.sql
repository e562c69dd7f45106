{{ config(materialized="per_product") }}

with returns as (
    select * from {{ of_changed(ref("int_sales__returns")) }}
    where is_usable
)

select
    returns.return_id,
    returns.order_line_id,
    returns.product_id,
    returns.location_id,
    returns.returned_at,
    returns.returned_on,
    returns.returned_qty,
    returns.disposition,
    returns.refund_amount,
    returns.currency,
    returns.base_refund_amount,
    '{{ var("base_currency") }}' as base_currency,
    returns.source,
    returns.load_id,
    returns.loaded_at
from returns
