-- Fails if a product is, at any depth, a component of itself; the row shows the way round.
with recursive below as (
    select
        product_id,
        component_id,
        product_id || ' > ' || component_id as way,
        1 as depth
    from {{ ref("bridge_bom") }}
    union all
    select
        below.product_id,
        bridge_bom.component_id,
        below.way || ' > ' || bridge_bom.component_id as way,
        below.depth + 1 as depth
    from below
    inner join {{ ref("bridge_bom") }} as bridge_bom on below.component_id = bridge_bom.product_id
    where below.component_id <> below.product_id and below.depth < 20
)

select
    product_id,
    way
from below
where component_id = product_id
