with lines as (
    select
        *,
        coalesce(confirmed_promised_on, requested_on) as due_on
    from {{ ref("int_purchasing__order_lines") }}
    where open_qty > 0
),

-- How late each supplier's late receipts were: that is what an overdue line is moved by.
lateness as (
    select
        supplier_id,
        ceil(avg(days_late)) as late_days
    from {{ ref("int_purchasing__line_results") }}
    where days_late > 0
    group by supplier_id
)

select
    lines.purchase_order_line_id,
    lines.purchase_order_number,
    lines.supplier_id,
    lines.product_id,
    lines.location_id,
    lines.due_on as promised_on,
    -- Overdue stays supply, but never of today: at the supplier's usual lateness, tomorrow at the earliest.
    case
        when lines.due_on >= {{ as_of() }} then lines.due_on
        when {{ days_later('lines.due_on', 'lateness.late_days') }} > {{ as_of() }}
            then {{ days_later('lines.due_on', 'lateness.late_days') }}
        when lines.due_on is not null then {{ days_later(as_of(), '1') }}
    end as expected_on,
    coalesce(lines.due_on < {{ as_of() }}, false) as is_late,
    lines.open_qty
from lines
left join lateness on lines.supplier_id = lateness.supplier_id
