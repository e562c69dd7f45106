with levels as (
    select * from {{ ref("int_inventory__source_levels") }}
    where hold_reason is null
),

records as (
    select * from {{ ref("int_inventory__records") }}
)

select
    levels.product_id,
    levels.location_id,
    {{ quantity('sum(levels.on_hand_qty)') }} as on_hand_qty,
    {{ quantity('sum(levels.reserved_qty)') }} as reserved_qty,
    {{ quantity('sum(levels.damaged_qty)') }} as damaged_qty,
    max(levels.counted_at) as counted_at,
    max(levels.source) as source
from levels
inner join records on levels.location_id = records.location_id and levels.source = records.record_source
group by levels.product_id, levels.location_id
