with confirmations as (
    {{ newest_version(
        source('raw_supplier_files', 'confirmations'),
        ['supplier_code', 'purchase_order_number', 'supplier_item_code']
    ) }}
)

select
    confirmations.supplier_code || '/' || confirmations.purchase_order_number || '/'
    || confirmations.supplier_item_code as confirmation_id,
    confirmations.supplier_code as supplier_id,
    confirmations.purchase_order_number,
    {{ supplier_file_item('confirmations') }} as product_id,
    confirmations.supplier_item_code,
    confirmations.confirmed_qty,
    confirmations.uom,
    confirmations.promised_on,
    confirmations.unit_price,
    confirmations.currency,
    confirmations.confirmed_at,
    confirmations.file_name,
    confirmations.row_number,
    {{ lineage('confirmations') }}
from confirmations
