with receipts as ({{ union_canonical("receipts") }}),

places as (
    select * from {{ ref("int_identity__locations") }}
)

select
    {{ document_id('receipts.source', 'receipts.receipt_id') }} as receipt_id,
    {{ document_id('receipts.source', 'receipts.purchase_order_line_id') }} as purchase_order_line_id,
    products.conformed_id as product_id,
    receipts.product_id as source_product_id,
    locations.conformed_id as location_id,
    receipts.received_at,
    {{ local_date("receipts.received_at", "coalesce(places.time_zone, '" ~ var("time_zone") ~ "')") }} as received_on,
    {{ converted('receipts.quantity', 'factors.factor') }} as received_qty,
    -- Rejects without a count of what was looked at: everything received was looked at.
    {{ quantity('coalesce(receipts.inspected_qty, case when receipts.rejected_qty is not null then receipts.quantity end)
        * factors.factor') }} as inspected_qty,
    {{ converted('receipts.rejected_qty', 'factors.factor') }} as rejected_qty,
    {{ hold_reason() }} as hold_reason,
    receipts.source,
    receipts.load_id,
    receipts.loaded_at
from receipts
{{ conform("receipts", ["product", "location"], uom="receipts.uom") }}
left join places on locations.conformed_id = places.location_id
