with recursive links as (
    select * from {{ ref("bridge_successor") }}
    where valid_from <= {{ as_of() }}
),

products as (
    select * from {{ ref("dim_product") }}
),

steps as (
    select
        product_id,
        successor_id,
        cast(units_per as {{ type_double() }}) as units_per,
        valid_from,
        1 as depth
    from links
    union all
    select
        steps.product_id,
        links.successor_id,
        steps.units_per * links.units_per as units_per,
        steps.valid_from,
        steps.depth + 1 as depth
    from steps
    inner join links on steps.successor_id = links.product_id
    where steps.depth < 20
),

last_steps as (
    select
        product_id,
        max(depth) as depth
    from steps
    group by product_id
)

select
    steps.product_id,
    steps.successor_id,
    products.product_code as successor_code,
    steps.units_per,
    steps.valid_from
from steps
inner join last_steps on steps.product_id = last_steps.product_id and steps.depth = last_steps.depth
inner join products on steps.successor_id = products.product_id
