{{ config(tags=["build"]) }}

{% set buckets = [(30, "0 to 30 days"), (60, "31 to 60 days"), (90, "61 to 90 days"), (180, "91 to 180 days"), (365, "181 to 365 days")] %}

with positions as (
    select * from {{ ref("fct_inventory_position") }}
    where on_hand_qty > 0
),

layers as (
    select * from {{ ref("int_inventory__layers") }}
),

products as (
    select * from {{ ref("dim_product") }}
),

uses as (
    select * from {{ ref("int_inventory__last_used") }}
),

policies as (
    select * from {{ ref("int_policies__resolved") }}
),

ages as (
    select * from {{ ref("int_inventory__ages") }}
),

-- Since when nothing was sold or used: its last use, else the arrival of the oldest unit.
items as (
    select
        positions.product_id,
        positions.location_id,
        positions.on_hand_qty,
        uses.last_used_on,
        policies.slow_mover_days,
        coalesce(uses.last_used_on, ages.oldest_on) as idle_since_on,
        coalesce(ages.known_qty, 0) as known_qty
    from positions
    left join ages on positions.product_id = ages.product_id and positions.location_id = ages.location_id
    left join uses on positions.product_id = uses.product_id and positions.location_id = uses.location_id
    left join policies on positions.product_id = policies.product_id and positions.location_id = policies.location_id
),

bucketed as (
    select
        *,
        case
            {% for days, name in buckets %}
            when age_days <= {{ days }} then '{{ name }}'
            {% endfor %}
            else 'over 365 days'
        end as age_bucket
    from layers
),

aged as (
    select
        product_id,
        location_id,
        age_bucket,
        min(age_days) as youngest_days,
        sum(layer_qty) as on_hand_qty
    from bucketed
    group by product_id, location_id, age_bucket
    union all
    -- Stock that no arrival tells of: it was there before the first movement, or its arrival was lost.
    select
        product_id,
        location_id,
        'unknown' as age_bucket,
        cast(null as integer) as youngest_days,
        on_hand_qty - known_qty as on_hand_qty
    from items
    where on_hand_qty > known_qty
)

select
    items.product_id,
    items.location_id,
    aged.age_bucket,
    products.product_code,
    products.category,
    {{ quantity('aged.on_hand_qty') }} as on_hand_qty,
    products.unit_cost_amount,
    {{ money(times('aged.on_hand_qty', 'products.unit_cost_amount')) }} as stock_value_amount,
    '{{ var("base_currency") }}' as base_currency,
    cast(aged.youngest_days as integer) as youngest_days,
    items.last_used_on,
    cast({{ days_from('items.idle_since_on', as_of()) }} as integer) as idle_days,
    cast(items.slow_mover_days as {{ type_double() }}) as slow_mover_days,
    {{ days_from('items.idle_since_on', as_of()) }} > items.slow_mover_days as is_slow_mover
from items
inner join aged on items.product_id = aged.product_id and items.location_id = aged.location_id
inner join products on items.product_id = products.product_id
