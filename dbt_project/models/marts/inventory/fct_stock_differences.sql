with levels as (
    select * from {{ ref("int_inventory__source_levels") }}
    where hold_reason is null
),

records as (
    select * from {{ ref("int_inventory__records") }}
    where record_source is not null
),

summed as (
    select
        product_id,
        location_id,
        source,
        sum(on_hand_qty) as on_hand_qty,
        max(counted_at) as counted_at
    from levels
    group by product_id, location_id, source
),

others as (
    select
        summed.*,
        records.record_source
    from summed
    inner join records on summed.location_id = records.location_id
    where summed.source <> records.record_source
)

-- Compared, never added: the record is what counts.
select
    others.product_id,
    others.location_id,
    others.source as other_source,
    others.record_source,
    {{ quantity('coalesce(record.on_hand_qty, 0)') }} as record_qty,
    {{ quantity('others.on_hand_qty') }} as other_qty,
    {{ quantity('others.on_hand_qty - coalesce(record.on_hand_qty, 0)') }} as difference_qty,
    record.counted_at as record_counted_at,
    others.counted_at as other_counted_at
from others
left join summed as record
    on
        others.product_id = record.product_id
        and others.location_id = record.location_id
        and others.record_source = record.source
where others.on_hand_qty <> coalesce(record.on_hand_qty, 0)
