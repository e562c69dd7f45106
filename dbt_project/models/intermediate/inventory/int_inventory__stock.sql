with levels as (
    select * from {{ ref("int_inventory__source_levels") }}
    where hold_reason is null
),

movements as (
    select * from {{ ref("int_inventory__movements") }}
),

records as (
    select * from {{ ref("int_inventory__records") }}
),

counted as (
    select
        levels.product_id,
        levels.location_id,
        sum(levels.on_hand_qty) as on_hand_qty,
        sum(levels.reserved_qty) as reserved_qty,
        sum(levels.damaged_qty) as damaged_qty,
        max(levels.counted_at) as counted_at,
        max(levels.source) as source
    from levels
    inner join records on levels.location_id = records.location_id and levels.source = records.record_source
    group by levels.product_id, levels.location_id
),

moved as (
    select
        product_id,
        location_id,
        sum(case when stock_status = 'sellable' then quantity else 0 end) as on_hand_qty,
        sum(case when stock_status = 'damaged' then quantity else 0 end) as damaged_qty,
        max(moved_at) as counted_at,
        max(source) as source
    from movements
    group by product_id, location_id
)

-- A location without any counted stock is known through its movements alone.
select
    product_id,
    location_id,
    {{ quantity('on_hand_qty') }} as on_hand_qty,
    {{ quantity('reserved_qty') }} as reserved_qty,
    {{ quantity('damaged_qty') }} as damaged_qty,
    counted_at,
    source,
    'counted' as basis
from counted
union all
select
    moved.product_id,
    moved.location_id,
    {{ quantity('moved.on_hand_qty') }} as on_hand_qty,
    {{ quantity('0') }} as reserved_qty,
    {{ quantity('moved.damaged_qty') }} as damaged_qty,
    moved.counted_at,
    moved.source,
    'movements' as basis
from moved
where moved.location_id not in (select counted.location_id from counted)
