with lines as ({{ union_canonical("purchase_order_lines") }}),

places as (
    select * from {{ ref("int_identity__locations") }}
),

conformed as (
    select
        lines.*,
        products.conformed_id as conformed_product_id,
        suppliers.conformed_id as conformed_supplier_id,
        locations.conformed_id as conformed_location_id,
        factors.factor,
        case
            when suppliers.conformed_id is null then 'unknown supplier'
            else {{ hold_reason() }}
        end as hold_reason,
        {{ local_date("lines.ordered_at", "coalesce(places.time_zone, '" ~ var("time_zone") ~ "')") }} as ordered_on,
        {{ local_date("lines.confirmed_at", "coalesce(places.time_zone, '" ~ var("time_zone") ~ "')") }} as confirmed_on
    from lines
    {{ conform("lines", ["product", "supplier", "location"], uom="lines.uom") }}
    left join places on locations.conformed_id = places.location_id
)

select
    {{ document_id('conformed.source', 'conformed.purchase_order_line_id') }} as purchase_order_line_id,
    {{ document_id('conformed.source', 'conformed.purchase_order_id') }} as purchase_order_id,
    conformed.purchase_order_number,
    {{ code_key('conformed.purchase_order_number') }} as order_key,
    conformed.origin_reference,
    conformed.status,
    conformed.conformed_supplier_id as supplier_id,
    conformed.conformed_product_id as product_id,
    conformed.product_id as source_product_id,
    conformed.conformed_location_id as location_id,
    conformed.ordered_at,
    conformed.ordered_on,
    conformed.confirmed_at,
    conformed.confirmed_on,
    conformed.requested_on,
    conformed.promised_on,
    {{ converted('conformed.quantity', 'conformed.factor') }} as ordered_qty,
    {{ converted('conformed.received_qty', 'conformed.factor') }} as stated_received_qty,
    {{ converted('conformed.rejected_qty', 'conformed.factor') }} as stated_rejected_qty,
    {{ converted('coalesce(conformed.cancelled_qty, 0)', 'conformed.factor') }} as cancelled_qty,
    {{ money('conformed.unit_price / conformed.factor') }} as unit_price,
    conformed.currency,
    conformed.hold_reason,
    conformed.source,
    conformed.load_id,
    conformed.loaded_at
from conformed
-- A line without a date is not yet ordered on any day; it is shown as of every day.
where coalesce(conformed.ordered_on, {{ as_of() }}) <= {{ as_of() }}
