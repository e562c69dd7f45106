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
    -- A refund without restocking at a location came back broken; without a location it never came back.
    case
        when refund_lines.restock_type in ('RETURN', 'LEGACY_RESTOCK') then 'sellable'
        when refund_lines.location_id is not null then 'damaged'
        else 'not_returned'
    end as disposition,
    refund_lines.subtotal_amount as refund_amount,
    refund_lines.currency,
    refund_lines.updated_at,
    {{ lineage('refund_lines') }}
from refund_lines
inner join lines on refund_lines._source = lines._source and refund_lines.line_id = lines.line_id
where refund_lines.restock_type is distinct from 'CANCEL'
