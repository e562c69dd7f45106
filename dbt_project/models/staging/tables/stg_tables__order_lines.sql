{{ config(materialized="newest", key=["order_line_id"]) }}

with rows_now as (
    {{ newest_version(arrived(source('raw_tables', 'order_lines')), ['order_line_id']) }}
)

select
    rows_now.order_line_id,
    rows_now.order_id,
    rows_now.order_number,
    rows_now.origin_reference,
    rows_now.channel,
    rows_now.status,
    rows_now.customer_id,
    rows_now.product_id,
    rows_now.location_id,
    rows_now.ordered_at,
    rows_now.requested_on,
    rows_now.promised_on,
    rows_now.shipped_at,
    rows_now.quantity,
    rows_now.shipped_qty,
    rows_now.cancelled_qty,
    rows_now.uom,
    rows_now.unit_price,
    rows_now.discount_amount,
    rows_now.net_amount,
    rows_now.currency,
    rows_now.updated_at,
    {{ lineage('rows_now') }}
from rows_now
