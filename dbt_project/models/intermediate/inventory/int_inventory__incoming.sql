with lines as (
    select
        *,
        coalesce(confirmed_promised_on, requested_on) as due_on
    from {{ ref("int_purchasing__order_lines") }}
    where open_qty > 0
)

select
    purchase_order_line_id,
    purchase_order_number,
    supplier_id,
    product_id,
    location_id,
    due_on as promised_on,
    coalesce(due_on < {{ as_of() }}, false) as is_late,
    open_qty
from lines
