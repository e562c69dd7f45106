{{ config(materialized="per_product") }}

with movements as ({{ of_changed_sources(union_canonical("inventory_movements")) }}),

places as (
    select * from {{ ref("int_identity__locations") }}
),

conformed as (
    select
        movements.*,
        products.conformed_id as conformed_product_id,
        locations.conformed_id as conformed_location_id,
        factors.factor,
        {{ hold_reason(location=true) }} as hold_reason,
        {{ local_date("movements.moved_at", "coalesce(places.time_zone, '" ~ var("time_zone") ~ "')") }} as moved_on
    from movements
    {{ conform("movements", ["product", "location"], uom="movements.uom") }}
    left join places on locations.conformed_id = places.location_id
)

select
    {{ document_id('conformed.source', 'conformed.movement_id') }} as movement_id,
    conformed.source,
    conformed.product_id as source_product_id,
    conformed.conformed_product_id as product_id,
    conformed.conformed_location_id as location_id,
    conformed.moved_at,
    conformed.moved_on,
    {{ converted('conformed.quantity', 'conformed.factor') }} as quantity,
    conformed.movement_type,
    coalesce(conformed.stock_status, 'sellable') as stock_status,
    conformed.document_reference,
    {{ document_id('conformed.source', 'conformed.document_line_id') }} as document_line_id,
    conformed.hold_reason,
    conformed.load_id,
    conformed.loaded_at
from conformed
where conformed.moved_on <= {{ as_of() }}
