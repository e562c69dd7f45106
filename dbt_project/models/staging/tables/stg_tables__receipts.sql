{{ config(materialized="table") }}

with rows_now as (
    {{ newest_version(source('raw_tables', 'receipts'), ['receipt_id']) }}
)

select
    rows_now.receipt_id,
    rows_now.purchase_order_line_id,
    rows_now.product_id,
    rows_now.location_id,
    rows_now.received_at,
    rows_now.quantity,
    rows_now.inspected_qty,
    rows_now.rejected_qty,
    rows_now.uom,
    rows_now.updated_at,
    {{ lineage('rows_now') }}
from rows_now
