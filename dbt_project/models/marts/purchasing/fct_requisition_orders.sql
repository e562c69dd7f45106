with requisitions as (
    select * from {{ ref("stg_operations__requisitions") }}
    where state in ('approved', 'sent', 'acknowledged', 'changed', 'ordered', 'partly_received', 'received')
),

links as (
    select * from {{ ref("int_purchasing__requisition_lines") }}
),

lines as (
    select * from {{ ref("int_purchasing__order_lines") }}
),

numbers as (
    select distinct
        requisition_number,
        line,
        purchase_order_id,
        purchase_order_number
    from links
),

named as (
    select
        requisition_number,
        line,
        count(*) as order_count,
        {{ dbt.listagg('purchase_order_number', "', '", 'order by purchase_order_number') }} as purchase_order_numbers
    from numbers
    group by requisition_number, line
),

-- What the requisition asked for; whatever else the buyer put on the same order is not its business.
summed as (
    select
        links.requisition_number,
        links.line,
        count(*) as line_count,
        sum(case when lines.status <> 'cancelled' then 1 else 0 end) as active_count,
        sum(case when lines.status = 'draft' then 1 else 0 end) as draft_count,
        sum(case when lines.status = 'done' then 1 else 0 end) as done_count,
        sum(case when lines.status <> 'cancelled' then lines.ordered_qty end) as ordered_qty,
        sum(lines.received_qty) as received_qty,
        sum(lines.open_qty) as open_qty,
        sum(case when lines.status <> 'cancelled' then {{ times('lines.ordered_qty', 'lines.base_unit_price') }} end)
            as ordered_base_amount,
        max(lines.last_received_on) as last_received_on
    from links
    inner join lines on links.purchase_order_line_id = lines.purchase_order_line_id
    where links.is_of_product
    group by links.requisition_number, links.line
)

select
    requisitions.requisition_number,
    requisitions.line,
    named.purchase_order_numbers,
    cast(coalesce(named.order_count, 0) as bigint) as order_count,
    cast(coalesce(summed.line_count, 0) as bigint) as line_count,
    cast(coalesce(summed.active_count, 0) as bigint) as active_count,
    cast(coalesce(summed.draft_count, 0) as bigint) as draft_count,
    cast(coalesce(summed.done_count, 0) as bigint) as done_count,
    requisitions.quantity as requested_qty,
    {{ quantity('summed.ordered_qty') }} as ordered_qty,
    {{ quantity('summed.received_qty') }} as received_qty,
    {{ quantity('summed.open_qty') }} as open_qty,
    {{ money('summed.ordered_base_amount') }} as ordered_base_amount,
    '{{ var("base_currency") }}' as base_currency,
    summed.last_received_on
from requisitions
left join named on requisitions.requisition_number = named.requisition_number and requisitions.line = named.line
left join summed on requisitions.requisition_number = summed.requisition_number and requisitions.line = summed.line
