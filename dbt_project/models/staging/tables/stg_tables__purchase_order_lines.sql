{{ config(materialized="table") }}

with rows_now as (
    {{ newest_version(source('raw_tables', 'purchase_order_lines'), ['purchase_order_line_id']) }}
)

select
    rows_now.purchase_order_line_id,
    rows_now.purchase_order_id,
    rows_now.purchase_order_number,
    rows_now.origin_reference,
    rows_now.status,
    rows_now.supplier_id,
    rows_now.product_id,
    rows_now.location_id,
    rows_now.ordered_at,
    rows_now.confirmed_at,
    rows_now.requested_on,
    rows_now.promised_on,
    rows_now.quantity,
    rows_now.received_qty,
    rows_now.rejected_qty,
    rows_now.cancelled_qty,
    rows_now.uom,
    rows_now.unit_price,
    rows_now.currency,
    rows_now.updated_at,
    {{ lineage('rows_now') }}
from rows_now
