{{ config(materialized="per_product") }}

with lines as (
    select * from {{ of_changed(ref("int_sales__order_lines")) }}
    where sold_qty > 0
),

returns as (
    select * from {{ of_changed(ref("int_sales__returns")) }}
    where is_usable
),

movements as (
    select * from {{ of_changed(ref("int_inventory__movements")) }}
    where movement_type = 'production_out' and stock_status = 'sellable'
),

-- An order that names no location is served from the only one there is, if there is only one.
only_location as (
    select min(location_id) as location_id
    from {{ ref("int_identity__locations") }}
    having count(*) = 1
),

events as (
    select
        lines.product_id,
        coalesce(lines.location_id, only_location.location_id) as location_id,
        lines.ordered_on as demand_on,
        lines.sold_qty as customer_qty,
        0 as production_qty,
        0 as returned_qty
    from lines
    left join only_location on 1 = 1
    union all
    select
        product_id,
        location_id,
        moved_on as demand_on,
        0 as customer_qty,
        -quantity as production_qty,
        0 as returned_qty
    from movements
    union all
    select
        product_id,
        location_id,
        returned_on as demand_on,
        0 as customer_qty,
        0 as production_qty,
        returned_qty
    from returns
)

select
    product_id,
    location_id,
    demand_on,
    {{ quantity('sum(customer_qty) + sum(production_qty)') }} as quantity,
    {{ quantity('sum(customer_qty)') }} as customer_qty,
    {{ quantity('sum(production_qty)') }} as production_qty,
    {{ quantity('sum(returned_qty)') }} as returned_qty
from events
where location_id is not null
group by product_id, location_id, demand_on
