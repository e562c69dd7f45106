{{ config(tags=["evaluate"]) }}

with positions as (
    select * from {{ ref("int_inventory__positions") }}
),

expected as (
    select * from {{ ref("int_inventory__expected") }}
    where expected_on is not null
),

-- What is reserved beyond the open orders we know is promised to somebody all the same: it is no supply.
events as (
    select
        product_id,
        location_id,
        {{ as_of() }} as supply_on,
        on_hand_qty - greatest(0, reserved_qty - open_order_qty) as supply_qty
    from positions
    union all
    select
        product_id,
        location_id,
        expected_on as supply_on,
        open_qty as supply_qty
    from expected
),

days as (
    select
        product_id,
        location_id,
        supply_on,
        sum(supply_qty) as supply_qty
    from events
    group by product_id, location_id, supply_on
)

select
    product_id,
    location_id,
    supply_on,
    lead(supply_on) over (partition by product_id, location_id order by supply_on) as next_supply_on,
    {{ quantity('supply_qty') }} as supply_qty,
    {{ quantity('sum(supply_qty) over (partition by product_id, location_id order by supply_on rows unbounded preceding)') }}
        as upto_qty
from days
