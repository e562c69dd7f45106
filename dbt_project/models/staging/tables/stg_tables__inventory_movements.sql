{{ config(materialized="newest", key=["movement_id"]) }}

with rows_now as (
    {{ newest_version(arrived(source('raw_tables', 'inventory_movements')), ['movement_id']) }}
)

select
    rows_now.movement_id,
    rows_now.product_id,
    rows_now.location_id,
    rows_now.moved_at,
    rows_now.quantity,
    rows_now.uom,
    rows_now.movement_type,
    rows_now.stock_status,
    rows_now.document_reference,
    rows_now.document_line_id,
    rows_now.updated_at,
    {{ lineage('rows_now') }}
from rows_now
