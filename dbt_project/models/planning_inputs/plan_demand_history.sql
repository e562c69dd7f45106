with demand as (
    select * from {{ ref("int_policies__demand") }}
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
