with lines as (
    select * from {{ ref("int_purchasing__order_lines") }}
),

landed as (
    select * from {{ ref("int_purchasing__landed") }}
)

select
    lines.purchase_order_line_id,
    lines.purchase_order_id,
    lines.purchase_order_number,
    lines.origin_reference,
    lines.status,
    lines.supplier_id,
    lines.product_id,
    lines.location_id,
    lines.ordered_at,
    lines.ordered_on,
    lines.known_confirmed_at as confirmed_at,
    lines.lead_time_from_on as confirmed_on,
    lines.requested_on,
    coalesce(lines.confirmed_promised_on, lines.requested_on) as promised_on,
    lines.last_received_on,
    lines.ordered_qty,
    lines.confirmed_qty,
    {{ quantity('lines.received_qty') }} as received_qty,
    {{ quantity('lines.inspected_qty') }} as inspected_qty,
    {{ quantity('lines.rejected_qty') }} as rejected_qty,
    lines.cancelled_qty,
    lines.open_qty,
    lines.open_qty > 0 and coalesce(lines.confirmed_promised_on, lines.requested_on) < {{ as_of() }} as is_late,
    lines.confirmed_unit_price as unit_price,
    lines.document_currency as currency,
    lines.base_unit_price,
    {{ money(times('lines.ordered_qty', 'lines.base_unit_price')) }} as base_amount,
    landed.charges_amount,
    landed.landed_unit_cost_amount,
    '{{ var("base_currency") }}' as base_currency,
    lines.source,
    lines.load_id,
    lines.loaded_at
from lines
left join landed on lines.purchase_order_line_id = landed.purchase_order_line_id
