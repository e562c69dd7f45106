{{ config(tags=["evaluate"]) }}

with supply as (
    select * from {{ ref("int_inventory__supply") }}
),

orders as (
    select
        product_id,
        location_id,
        {{ needed_on('lines') }} as needed_on,
        sum(open_qty) as open_qty
    from {{ ref("int_sales__order_lines") }} as lines
    where open_qty > 0 and location_id is not null
    group by product_id, location_id, {{ needed_on('lines') }}
),

-- A period runs from one supply to the day before the next; what is overdue is due in the first.
periods as (
    select
        supply.product_id,
        supply.location_id,
        supply.supply_on,
        max(supply.supply_qty) as supply_qty,
        coalesce(sum(orders.open_qty), 0) as demand_qty
    from supply
    left join orders
        on
            supply.product_id = orders.product_id
            and supply.location_id = orders.location_id
            and supply.supply_on <= orders.needed_on
            and (supply.next_supply_on is null or supply.next_supply_on > orders.needed_on)
    group by supply.product_id, supply.location_id, supply.supply_on
),

running as (
    select
        *,
        sum(supply_qty - demand_qty) over (
            partition by product_id, location_id order by supply_on rows unbounded preceding
        ) as balance_qty
    from periods
),

-- What a later period lacks is not free in an earlier one.
lowered as (
    select
        *,
        greatest(0, min(balance_qty) over (
            partition by product_id, location_id order by supply_on rows between current row and unbounded following
        )) as cumulative_qty
    from running
)

select
    product_id,
    location_id,
    supply_on as period_on,
    {{ quantity('supply_qty') }} as supply_qty,
    {{ quantity('demand_qty') }} as demand_qty,
    {{ quantity('cumulative_qty - coalesce(lag(cumulative_qty) over (
        partition by product_id, location_id order by supply_on
    ), 0)') }} as atp_qty,
    {{ quantity('cumulative_qty') }} as cumulative_atp_qty,
    {{ quantity('greatest(0, -balance_qty)') }} as oversold_qty
from lowered
