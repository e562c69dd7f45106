{{ config(materialized="per_product") }}

-- noqa: disable=LT02
-- (loop over kinds of movement)
{% set kinds = {
    "opening": "opening_balance_qty", "receipt": "received_qty", "supplier_return": "supplier_returned_qty", "sale": "issued_qty",
    "sale_return": "returned_qty", "production_in": "produced_qty", "production_out": "consumed_qty",
    "transfer_in": "transferred_in_qty", "transfer_out": "transferred_out_qty", "scrap": "scrapped_qty",
    "adjustment": "adjusted_qty",
} %}

with movements as (
    select * from {{ of_changed(ref("int_inventory__movements")) }}
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

events as (
    select
        product_id,
        location_id,
        moved_on as balance_on,
        case when stock_status = 'damaged' then 'damaged' else movement_type end as kind,
        quantity
    from movements
    union all
    -- Days without a movement are kept at month ends and on the day planned from only: size follows the movements.
    select
        first_days.product_id,
        first_days.location_id,
        month_ends.balance_on,
        'none' as kind,
        cast(0 as decimal(18, 6)) as quantity
    from first_days
    inner join month_ends on first_days.first_on <= month_ends.balance_on
),

days as (
    select
        product_id,
        location_id,
        balance_on,
        sum(case when kind <> 'damaged' and quantity > 0 then quantity else 0 end) as in_qty,
        sum(case when kind <> 'damaged' and quantity < 0 then -quantity else 0 end) as out_qty,
        sum(case when kind = 'damaged' then quantity else 0 end) as damaged_moved_qty,
        {% for kind, column in kinds.items() %}
        sum(case when kind = '{{ kind }}' then quantity else 0 end) as {{ column }}{{ "," if not loop.last }}
        {% endfor %}
    from events
    group by product_id, location_id, balance_on
),

balances as (
    select
        *,
        sum(in_qty - out_qty) over (
            partition by product_id, location_id order by balance_on rows unbounded preceding
        ) as closing_qty,
        sum(damaged_moved_qty) over (
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
    {% for column in kinds.values() %}
    {{ quantity(column) }} as {{ column }},
    {% endfor %}
    {{ quantity('closing_qty') }} as closing_qty,
    {{ quantity('damaged_moved_qty') }} as damaged_moved_qty,
    {{ quantity('damaged_closing_qty') }} as damaged_closing_qty
from balances
