-- Fails if more came back of an order line than was shipped (P12); a warning, since sources post late.
{{ config(severity="warn") }}

with returned as (
    select
        order_line_id,
        sum(returned_qty) as returned_qty
    from {{ of_changed(ref("fct_returns")) }}
    where disposition <> 'not_returned' and order_line_id is not null
    group by order_line_id
)

select
    lines.order_line_id,
    lines.shipped_qty,
    returned.returned_qty
from returned
inner join {{ ref("fct_sales_order_lines") }} as lines on returned.order_line_id = lines.order_line_id
where returned.returned_qty > lines.shipped_qty
