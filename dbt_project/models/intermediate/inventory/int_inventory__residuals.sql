with records as (
    select * from {{ ref("int_inventory__records") }}
    where movement_source is not null
),

movements as (
    select * from {{ ref("int_inventory__movements") }}
),

ledger as (
    select * from {{ ref("int_inventory__ledger") }}
),

counted as (
    select counts.*
    from {{ ref("int_inventory__counts") }} as counts
    inner join records on counts.location_id = records.location_id
),

last_counts as (
    select
        location_id,
        max(counted_at) as counted_at
    from counted
    group by location_id
),

-- What moved after the count is not in it.
later as (
    select
        movements.product_id,
        movements.location_id,
        sum(case when movements.stock_status = 'sellable' then movements.quantity else 0 end) as on_hand_qty,
        sum(case when movements.stock_status = 'damaged' then movements.quantity else 0 end) as damaged_qty
    from movements
    inner join last_counts on movements.location_id = last_counts.location_id
    left join counted on movements.product_id = counted.product_id and movements.location_id = counted.location_id
    where
        movements.moved_at > (select min(first_counts.counted_at) from counted as first_counts)
        and movements.moved_at > coalesce(counted.counted_at, last_counts.counted_at)
    group by movements.product_id, movements.location_id
),

moved as (
    select
        ledger.product_id,
        ledger.location_id,
        ledger.on_hand_qty - coalesce(later.on_hand_qty, 0) as on_hand_qty,
        ledger.damaged_qty - coalesce(later.damaged_qty, 0) as damaged_qty
    from ledger
    inner join last_counts on ledger.location_id = last_counts.location_id
    left join later on ledger.product_id = later.product_id and ledger.location_id = later.location_id
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
