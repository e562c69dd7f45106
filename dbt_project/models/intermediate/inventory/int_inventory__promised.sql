with lines as (
    select * from {{ ref("int_sales__order_lines") }}
    where open_qty > 0
)

select
    product_id,
    location_id,
    {{ quantity('sum(open_qty)') }} as open_order_qty,
    cast(count(distinct order_id) as bigint) as open_order_count,
    min(ordered_on) as oldest_ordered_on
from lines
group by product_id, location_id
