{{ config(materialized="newest", key=["return_id"]) }}

with rows_now as (
    {{ newest_version(arrived(source('raw_tables', 'returns')), ['return_id']) }}
)

select
    rows_now.return_id,
    rows_now.order_line_id,
    rows_now.product_id,
    rows_now.location_id,
    rows_now.returned_at,
    rows_now.quantity,
    rows_now.uom,
    rows_now.disposition,
    rows_now.refund_amount,
    rows_now.currency,
    rows_now.updated_at,
    {{ lineage('rows_now') }}
from rows_now
