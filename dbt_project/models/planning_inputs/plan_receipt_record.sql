with lines as (
    select
        *,
        coalesce(confirmed_promised_on, requested_on) as due_on
    from {{ ref("int_purchasing__order_lines") }}
    where status in ('pending', 'confirmed', 'done')
)

select
    purchase_order_line_id,
    supplier_id,
    product_id,
    lead_time_from_on,
    due_on as promised_on,
    case when open_qty = 0 then last_received_on end as completed_on
from lines
where
    (open_qty > 0 or last_received_on is not null)
    -- How a supplier delivered two years ago says little about today.
    and coalesce(due_on, lead_time_from_on) >= {{ days_later(as_of(), '-730') }}
