with layers as (
    select * from {{ ref("int_inventory__layers") }}
)

select
    product_id,
    location_id,
    max(age_days) as age_days,
    min(moved_on) as oldest_on,
    sum(layer_qty) as known_qty
from layers
group by product_id, location_id
