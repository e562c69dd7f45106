{{ config(materialized="table") }}

with rows_now as (
    {{ newest_version(source('raw_tables', 'products'), ['product_id']) }}
)

select
    rows_now.product_id,
    rows_now.product_code,
    rows_now.barcode,
    rows_now.name,
    rows_now.category,
    rows_now.uom,
    rows_now.list_price,
    rows_now.unit_cost,
    rows_now.currency,
    rows_now.is_active,
    rows_now.is_sold,
    rows_now.is_purchased,
    rows_now.is_assembled,
    rows_now.erp_reorder_point,
    rows_now.erp_order_up_to,
    rows_now.updated_at,
    {{ lineage('rows_now') }}
from rows_now
