with receipts as (
    select * from {{ ref("int_purchasing__receipts") }}
    where hold_reason is null and received_on <= {{ as_of() }}
),

lines as (
    select * from {{ ref("int_purchasing__order_lines") }}
)

select
    receipts.receipt_id,
    lines.purchase_order_line_id,
    lines.supplier_id,
    receipts.product_id,
    coalesce(receipts.location_id, lines.location_id) as location_id,
    receipts.received_at,
    receipts.received_on,
    receipts.received_qty,
    receipts.inspected_qty,
    receipts.rejected_qty,
    {{ money(times('receipts.received_qty', 'lines.base_unit_price')) }} as base_amount,
    '{{ var("base_currency") }}' as base_currency,
    receipts.source,
    receipts.load_id,
    receipts.loaded_at
from receipts
left join lines on receipts.purchase_order_line_id = lines.purchase_order_line_id
