with balances as (
    select
        product_id,
        location_id,
        balance_on,
        opening_qty,
        in_qty,
        closing_qty,
        lead(balance_on) over (partition by product_id, location_id order by balance_on) as next_on
    from {{ ref("fct_inventory_daily") }}
),

empty_days as (
    select
        product_id,
        location_id,
        case when opening_qty <= 0 and in_qty = 0 then balance_on else {{ days_later('balance_on', '1') }} end as from_on,
        coalesce({{ days_later('next_on', '-1') }}, {{ as_of() }}) as to_on
    from balances
    where closing_qty <= 0 and (next_on is null or next_on > {{ dbt.dateadd('day', -1092, as_of()) }})
),

-- Who orders what is not there waits for it: nothing is lost, so nothing is to be corrected.
backordered as (
    select distinct
        demand.product_id,
        demand.location_id
    from {{ ref("plan_demand_history") }} as demand
    inner join empty_days
        on
            demand.product_id = empty_days.product_id and demand.location_id = empty_days.location_id
            and demand.demand_on between empty_days.from_on and empty_days.to_on
    where demand.customer_qty > 0
)

select
    empty_days.product_id,
    empty_days.location_id,
    empty_days.from_on,
    empty_days.to_on
from empty_days
left join backordered
    on empty_days.product_id = backordered.product_id and empty_days.location_id = backordered.location_id
where backordered.product_id is null and empty_days.from_on <= empty_days.to_on
