with levels as (
    select * from {{ ref("int_inventory__source_levels") }}
    where hold_reason is null
),

records as (
    select * from {{ ref("int_inventory__records") }}
    where movement_source is not null
),

movements as (
    select * from {{ ref("int_inventory__movements") }}
),

counted as (
    select
        levels.product_id,
        levels.location_id,
        sum(levels.on_hand_qty) as on_hand_qty,
        sum(levels.damaged_qty) as damaged_qty,
        max(levels.counted_at) as counted_at
    from levels
    inner join records on levels.location_id = records.location_id and levels.source = records.record_source
    group by levels.product_id, levels.location_id
),

last_counts as (
    select
        location_id,
        max(counted_at) as counted_at
    from counted
    group by location_id
),

-- What moved after the count is not in it.
moved as (
    select
        movements.product_id,
        movements.location_id,
        sum(case when movements.stock_status = 'sellable' then movements.quantity else 0 end) as on_hand_qty,
        sum(case when movements.stock_status = 'damaged' then movements.quantity else 0 end) as damaged_qty
    from movements
    inner join last_counts on movements.location_id = last_counts.location_id
    left join counted on movements.product_id = counted.product_id and movements.location_id = counted.location_id
    where movements.moved_at <= coalesce(counted.counted_at, last_counts.counted_at, movements.moved_at)
    group by movements.product_id, movements.location_id
),

places as (
    select
        product_id,
        location_id
    from counted
    union
    select
        product_id,
        location_id
    from moved
),

-- Snapshots leave out what is zero: a product without a row was counted as none.
compared as (
    select
        places.product_id,
        places.location_id,
        {% for status, column in [("sellable", "on_hand_qty"), ("damaged", "damaged_qty")] %}
        coalesce(counted.{{ column }}, 0) as {{ status }}_counted_qty,
        coalesce(moved.{{ column }}, 0) as {{ status }}_ledger_qty,
        {% endfor %}
        coalesce(counted.counted_at, last_counts.counted_at) as counted_at
    from places
    inner join last_counts on places.location_id = last_counts.location_id
    left join counted on places.product_id = counted.product_id and places.location_id = counted.location_id
    left join moved on places.product_id = moved.product_id and places.location_id = moved.location_id
)

{% for status in ["sellable", "damaged"] %}
select
    product_id,
    location_id,
    '{{ status }}' as stock_status,
    {{ quantity(status ~ '_counted_qty') }} as counted_qty,
    {{ quantity(status ~ '_ledger_qty') }} as ledger_qty,
    {{ quantity(status ~ '_counted_qty - ' ~ status ~ '_ledger_qty') }} as residual_qty,
    counted_at
from compared
where {{ status }}_counted_qty <> {{ status }}_ledger_qty
{{ "union all" if not loop.last }}
{% endfor %}
