with lines as (
    select * from {{ ref("int_purchasing__order_lines") }}
    where status in ('pending', 'confirmed', 'done')
),

receipts as (
    select * from {{ ref("int_purchasing__receipts") }}
    where hold_reason is null and received_on <= {{ as_of() }}
),

-- Days late that the company lets pass, from its default policy.
tolerance as (
    select coalesce(max(value), 0) as days
    from {{ ref("stg_operations__policies") }}
    where scope = 'default' and parameter = 'late_tolerance_days'
),

timed as (
    select
        lines.purchase_order_line_id,
        receipts.received_qty,
        {{ days_from('lines.lead_time_from_on', 'receipts.received_on') }} as days_to_receipt, -- noqa: LT05
        {{ days_from('coalesce(lines.confirmed_promised_on, lines.requested_on)', 'receipts.received_on') }} as days_late -- noqa: LT05
    from lines
    inner join receipts on lines.purchase_order_line_id = receipts.purchase_order_line_id
    where receipts.received_qty > 0
),

weighted as (
    select
        timed.purchase_order_line_id,
        sum({{ times('timed.days_to_receipt', 'timed.received_qty') }}) as unit_days,
        sum(case when timed.days_to_receipt is not null then timed.received_qty end) as timed_qty,
        max(timed.days_late) as days_late,
        max(case when timed.days_late > tolerance.days then 1 else 0 end) as late_receipts
    from timed
    cross join tolerance
    group by timed.purchase_order_line_id
)

select
    lines.purchase_order_line_id,
    lines.supplier_id,
    lines.product_id,
    lines.ordered_on,
    lines.last_received_on,
    {{ ratio('weighted.unit_days', 'weighted.timed_qty') }} as lead_time_days,
    weighted.days_late,
    case when weighted.days_late is not null then weighted.late_receipts = 0 end as is_on_time,
    case
        when weighted.purchase_order_line_id is not null or lines.status = 'done'
            then lines.received_qty >= coalesce(lines.confirmed_qty, lines.ordered_qty) - lines.cancelled_qty
    end as is_in_full,
    lines.inspected_qty,
    lines.rejected_qty,
    lines.base_unit_price
from lines
left join weighted on lines.purchase_order_line_id = weighted.purchase_order_line_id
