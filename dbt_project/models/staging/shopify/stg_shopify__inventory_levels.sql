with levels as (
    {{ latest_snapshot(source('raw_shopify', 'inventory_levels')) }}
)

select
    coalesce(levels.variant_id, nullif(trim(levels.sku), ''), levels.inventory_item_id) as product_id,
    levels.location_id,
    -- A shop's on hand holds the damaged units too.
    {{ quantity('levels.on_hand - coalesce(levels.damaged, 0) - coalesce(levels.quality_control, 0)') }} as on_hand_qty,
    {{ quantity('coalesce(levels.committed, 0) + coalesce(levels.reserved, 0)') }} as reserved_qty,
    {{ quantity('coalesce(levels.damaged, 0) + coalesce(levels.quality_control, 0)') }} as damaged_qty,
    cast(null as {{ dbt.type_string() }}) as uom,
    coalesce(levels.updated_at, levels._loaded_at) as counted_at,
    {{ lineage('levels') }}
from levels
