{{ config(tags=["evaluate"]) }}

with weeks as (
    select * from {{ ref("int_linked__weeks") }}
),

products as (
    select * from {{ ref("dim_product") }}
),

suppliers as (
    select * from {{ ref("dim_supplier") }}
),

performance as (
    select
        supplier_id,
        {{ ratio('sum(on_time_rate * judged_lines)', 'sum(case when on_time_rate is not null then judged_lines end)') }}
            as on_time_rate
    from {{ ref("fct_supplier_performance") }}
    group by supplier_id
)

select
    weeks.product_id,
    weeks.week_start_on,
    products.product_code,
    products.category,
    weeks.sold_qty,
    weeks.returned_qty,
    weeks.net_sales_amount,
    {{ money(times('(weeks.sold_qty - weeks.sellable_returned_qty)', 'products.unit_cost_amount')) }} as cogs_amount,
    {{ money('weeks.net_sales_amount - ' ~ times('(weeks.sold_qty - weeks.sellable_returned_qty)', 'products.unit_cost_amount')) }}
        as margin_amount,
    weeks.purchased_qty,
    weeks.purchase_amount,
    weeks.received_qty,
    weeks.opening_qty,
    weeks.on_hand_end_qty,
    weeks.in_transit_qty,
    weeks.due_qty,
    weeks.forecast_qty,
    weeks.open_demand_qty,
    weeks.demand_qty,
    weeks.supply_qty,
    {{ quantity('weeks.demand_qty - weeks.supply_qty') }} as gap_qty,
    {{ ratio('weeks.sold_qty', 'coalesce(weeks.opening_qty, 0) + weeks.received_qty') }} as sell_through_rate,
    {{ ratio('weeks.sold_qty', 'weeks.received_qty') }} as sell_through_on_received_rate,
    suppliers.supplier_id,
    suppliers.grade as supplier_grade,
    performance.on_time_rate as supplier_on_time_rate,
    {{ supplier_state('performance.on_time_rate') }} as supplier_state,
    '{{ var("base_currency") }}' as base_currency
from weeks
inner join products on weeks.product_id = products.product_id
left join suppliers on products.current_supplier_id = suppliers.supplier_id
left join performance on suppliers.supplier_id = performance.supplier_id
