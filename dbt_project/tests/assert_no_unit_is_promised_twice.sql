-- Fails if what can still be promised and what is promised exceed supply, or allocations give out more than there is.
with promised as (
    select
        product_id,
        location_id,
        sum(supply_qty) as supply_qty,
        sum(demand_qty) as demand_qty,
        sum(atp_qty) as atp_qty
    from {{ ref("fct_available_to_promise") }}
    group by product_id, location_id
),

allocated as (
    select
        product_id,
        location_id,
        sum(allocated_qty + awaited_qty) as given_qty
    from {{ ref("fct_allocations") }}
    group by product_id, location_id
)

select
    promised.product_id,
    promised.location_id,
    promised.supply_qty,
    promised.demand_qty,
    promised.atp_qty,
    allocated.given_qty
from promised
left join allocated on promised.product_id = allocated.product_id and promised.location_id = allocated.location_id
where
    promised.atp_qty <> greatest(0, promised.supply_qty - promised.demand_qty)
    or coalesce(allocated.given_qty, 0) <> least(promised.demand_qty, greatest(0, promised.supply_qty))
