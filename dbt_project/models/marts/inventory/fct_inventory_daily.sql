with movements as (
    select * from {{ ref("int_inventory__movements") }}
),

month_ends as (
    select distinct month_end_on as balance_on from {{ ref("dim_date") }}
    where month_end_on <= {{ as_of() }}
    union
    select {{ as_of() }} as balance_on
),

first_days as (
    select
        product_id,
        location_id,
        min(moved_on) as first_on
    from movements
    group by product_id, location_id
),

moved as (
    select
        product_id,
        location_id,
        moved_on as balance_on,
        sum(case when stock_status = 'sellable' and quantity > 0 then quantity else 0 end) as in_qty,
        sum(case when stock_status = 'sellable' and quantity < 0 then -quantity else 0 end) as out_qty,
        sum(case when stock_status = 'damaged' then quantity else 0 end) as damaged_qty
    from movements
    group by product_id, location_id, moved_on
    union all
    -- Days without a movement are kept at month ends and on the day planned from only: size follows the movements.
    select
        first_days.product_id,
        first_days.location_id,
        month_ends.balance_on,
        0 as in_qty,
        0 as out_qty,
        0 as damaged_qty
    from first_days
    inner join month_ends on first_days.first_on <= month_ends.balance_on
),

days as (
    select
        product_id,
        location_id,
        balance_on,
        sum(in_qty) as in_qty,
        sum(out_qty) as out_qty,
        sum(damaged_qty) as damaged_qty
    from moved
    group by product_id, location_id, balance_on
),

balances as (
    select
        *,
        sum(in_qty - out_qty) over (
            partition by product_id, location_id order by balance_on rows unbounded preceding
        ) as closing_qty,
        sum(damaged_qty) over (
            partition by product_id, location_id order by balance_on rows unbounded preceding
        ) as damaged_closing_qty
    from days
)

select
    product_id,
    location_id,
    balance_on,
    {{ quantity('closing_qty - in_qty + out_qty') }} as opening_qty,
    {{ quantity('in_qty') }} as in_qty,
    {{ quantity('out_qty') }} as out_qty,
    {{ quantity('closing_qty') }} as closing_qty,
    {{ quantity('damaged_closing_qty') }} as damaged_closing_qty
from balances
