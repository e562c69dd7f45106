{{ config(materialized="per_product") }}

with movements as (
    select * from {{ of_changed(ref("int_inventory__movements")) }}
)

select
    product_id,
    location_id,
    {{ quantity("sum(case when stock_status = 'sellable' then quantity else 0 end)") }} as on_hand_qty,
    {{ quantity("sum(case when stock_status = 'damaged' then quantity else 0 end)") }} as damaged_qty,
    max(moved_at) as counted_at,
    max(source) as source
from movements
group by product_id, location_id
