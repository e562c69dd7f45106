with lines as (
    select
        *,
        coalesce(confirmed_promised_on, requested_on) as expected_on
    from {{ ref("int_purchasing__order_lines") }}
    where open_qty > 0
),

-- A receipt that is overdue is still in transit, but nobody may count on a day for it.
timed as (
    select
        *,
        min(case when expected_on >= {{ as_of() }} then expected_on end)
            over (partition by product_id, location_id) as next_on
    from lines
)

select
    product_id,
    location_id,
    {{ quantity('sum(open_qty)') }} as in_transit_qty,
    {{ quantity('sum(case when expected_on < ' ~ as_of() ~ ' then open_qty else 0 end)') }} as late_qty,
    max(next_on) as next_receipt_on,
    {{ quantity('sum(case when expected_on = next_on then open_qty else 0 end)') }} as next_receipt_qty
from timed
group by product_id, location_id
