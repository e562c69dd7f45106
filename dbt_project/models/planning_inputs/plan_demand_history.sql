{{ config(materialized="per_product") }}

with demand as (
    select * from {{ of_changed(ref("int_policies__demand")) }}
)

select
    demand.product_id,
    demand.location_id,
    demand.demand_on,
    demand.quantity,
    demand.returned_qty,
    demand.customer_qty,
    demand.production_qty
from demand
