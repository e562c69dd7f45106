with levels as ({{ union_canonical("inventory_levels") }}),

conformed as (
    select
        levels.*,
        products.conformed_id as conformed_product_id,
        locations.conformed_id as conformed_location_id,
        factors.factor,
        {{ hold_reason(location=true) }} as hold_reason
    from levels
    {{ conform("levels", ["product", "location"], uom="levels.uom") }}
)

select
    conformed.source,
    conformed.product_id as source_product_id,
    conformed.location_id as source_location_id,
    conformed.conformed_product_id as product_id,
    conformed.conformed_location_id as location_id,
    {{ converted('conformed.on_hand_qty', 'conformed.factor') }} as on_hand_qty,
    {{ converted('coalesce(conformed.reserved_qty, 0)', 'conformed.factor') }} as reserved_qty,
    {{ converted('coalesce(conformed.damaged_qty, 0)', 'conformed.factor') }} as damaged_qty,
    conformed.counted_at,
    conformed.hold_reason,
    conformed.load_id,
    conformed.loaded_at
from conformed
