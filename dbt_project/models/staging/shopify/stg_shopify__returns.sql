{{ config(materialized="watched") }}

with refund_lines as (
    {{ newest_version(source('raw_shopify', 'refund_lines'), ['refund_line_id']) }}
),

lines as (
    {{ newest_version(source('raw_shopify', 'order_lines'), ['line_id']) }}
)

select
    refund_lines.refund_line_id as return_id,
    refund_lines.line_id as order_line_id,
    coalesce(lines.variant_id, nullif(trim(lines.sku), ''), 'title ' || lines.title) as product_id,
    refund_lines.location_id,
    refund_lines.created_at as returned_at,
    refund_lines.quantity,
    cast(null as {{ dbt.type_string() }}) as uom,
    -- What is refunded without being restocked cannot be sold again; whether it came back broken or not at all, a shop does not say.
    case when refund_lines.restock_type in ('RETURN', 'LEGACY_RESTOCK') then 'sellable' else 'damaged' end as disposition,
    refund_lines.subtotal_amount as refund_amount,
    refund_lines.currency,
    refund_lines.updated_at,
    {{ lineage('refund_lines') }}
from refund_lines
inner join lines on refund_lines._source = lines._source and refund_lines.line_id = lines.line_id
where refund_lines.restock_type is distinct from 'CANCEL'
