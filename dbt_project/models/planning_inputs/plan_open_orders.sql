with lines as (
    select * from {{ ref("int_sales__order_lines") }}
    where open_qty > 0 and location_id is not null
)

select
    lines.order_line_id,
    lines.product_id,
    lines.location_id,
    coalesce(lines.requested_on, lines.promised_on, lines.ordered_on) as due_on,
    lines.open_qty as quantity
from lines
