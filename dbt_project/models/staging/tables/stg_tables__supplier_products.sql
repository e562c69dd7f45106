with rows_now as (
    {{ newest_version(source('raw_tables', 'supplier_products'), ['supplier_product_id']) }}
)

select
    rows_now.supplier_product_id,
    rows_now.supplier_id,
    rows_now.product_id,
    rows_now.supplier_item_code,
    rows_now.unit_price,
    rows_now.currency,
    rows_now.uom,
    rows_now.min_order_qty,
    rows_now.order_multiple,
    rows_now.lead_time_days,
    rows_now.priority,
    rows_now.valid_from,
    rows_now.valid_to,
    rows_now.updated_at,
    {{ lineage('rows_now') }}
from rows_now
