with uses as (
    select
        product_id,
        location_id,
        max(ordered_on) as used_on
    from {{ ref("int_sales__order_lines") }}
    where sold_qty > 0
    group by product_id, location_id
    union all
    -- A component is used by production, and some sources tell sales as movements only.
    select
        product_id,
        location_id,
        max(moved_on) as used_on
    from {{ ref("int_inventory__movements") }}
    where movement_type in ('sale', 'production_out')
    group by product_id, location_id
)

select
    product_id,
    location_id,
    max(used_on) as last_used_on
from uses
where location_id is not null
group by product_id, location_id
