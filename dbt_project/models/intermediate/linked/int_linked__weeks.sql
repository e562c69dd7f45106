{% set kinds = {
    "sold": "sold_qty", "open": "open_demand_qty", "purchased": "purchased_qty", "due": "due_qty", "closed": "closed_qty",
    "received": "received_qty", "moved": "moved_qty", "forecast": "forecast_qty", "returned": "sellable_returned_qty",
    "returned damaged": "damaged_returned_qty",
} %}

with events as (
    select * from {{ ref("int_linked__events") }}
),

on_hand as (
    select
        product_id,
        sum(on_hand_qty) as on_hand_qty
    from {{ ref("int_inventory__stock") }}
    group by product_id
),

summed as (
    select
        product_id,
        week_start_on,
        {% for kind, column in kinds.items() %}
        coalesce(sum(case when kind = '{{ kind }}' then quantity end), 0) as {{ column }},
        {% endfor %}
        coalesce(sum(case when kind = 'sold' then amount end), 0)
        - coalesce(sum(case when kind in ('returned', 'returned damaged') then amount end), 0) as net_sales_amount,
        coalesce(sum(case when kind = 'purchased' then amount end), 0) as purchase_amount
    from events
    group by product_id, week_start_on
),

-- A week that is over wanted what was sold in it; one still running or to come, the larger of forecast and orders.
wanted as (
    select
        summed.*,
        summed.week_start_on < {{ week_of(as_of()) }} as is_over,
        greatest(summed.forecast_qty, summed.open_demand_qty) as ahead_qty,
        coalesce(on_hand.on_hand_qty, 0) as on_hand_now_qty
    from summed
    left join on_hand on summed.product_id = on_hand.product_id
),

-- Past stock runs back from the movements after it, future stock forward from demand and receipts due.
carried as (
    select
        wanted.*,
        on_hand_now_qty - coalesce(sum(case when is_over then moved_qty else 0 end) over later, 0)
        - sum(case when is_over then 0 else moved_qty end) over (partition by product_id) as past_end_qty,
        on_hand_now_qty
        + coalesce(sum(case when is_over then 0 else due_qty - ahead_qty end) over earlier, 0) as future_opening_qty,
        sum(purchased_qty - received_qty - closed_qty) over upto as in_transit_qty
    from wanted
    window
        later as (partition by product_id order by week_start_on rows between 1 following and unbounded following),
        earlier as (partition by product_id order by week_start_on rows between unbounded preceding and 1 preceding),
        upto as (partition by product_id order by week_start_on rows between unbounded preceding and current row)
)

select
    product_id,
    week_start_on,
    {{ quantity('sold_qty') }} as sold_qty,
    {{ quantity('sellable_returned_qty') }} as sellable_returned_qty,
    {{ quantity('sellable_returned_qty + damaged_returned_qty') }} as returned_qty,
    {{ money('net_sales_amount') }} as net_sales_amount,
    {{ quantity('purchased_qty') }} as purchased_qty,
    {{ money('purchase_amount') }} as purchase_amount,
    {{ quantity('received_qty') }} as received_qty,
    {{ quantity('case when is_over then past_end_qty - moved_qty else future_opening_qty end') }} as opening_qty,
    {{ quantity('case when is_over then past_end_qty else future_opening_qty + due_qty - ahead_qty end') }} as on_hand_end_qty,
    {{ quantity('in_transit_qty') }} as in_transit_qty,
    {{ quantity('due_qty') }} as due_qty,
    {{ quantity('case when not is_over then forecast_qty end') }} as forecast_qty,
    {{ quantity('open_demand_qty') }} as open_demand_qty,
    {{ quantity('case when is_over then sold_qty else ahead_qty end') }} as demand_qty,
    {{ quantity('case when is_over then past_end_qty - moved_qty + received_qty else future_opening_qty + due_qty end') }}
        as supply_qty
from carried
