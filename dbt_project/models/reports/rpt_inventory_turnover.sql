{{ config(tags=["evaluate"]) }}

{% set first_day = dbt.dateadd('day', -364, as_of()) %}

with weeks as (
    select * from {{ ref("int_linked__weeks") }}
    where week_start_on <= {{ as_of() }}
),

products as (
    select * from {{ ref("dim_product") }}
),

-- A week's closing stock lies until the next week of which something is known.
spans as (
    select
        product_id,
        on_hand_end_qty,
        week_start_on as from_on,
        coalesce(
            lead(week_start_on) over (partition by product_id order by week_start_on),
            {{ dbt.dateadd('day', 1, as_of()) }}
        ) as before_on
    from weeks
),

stock as (
    select
        product_id,
        sum({{ days_from('greatest(from_on, ' ~ first_day ~ ')', 'before_on') }}) as stock_days,
        sum(on_hand_end_qty * {{ days_from('greatest(from_on, ' ~ first_day ~ ')', 'before_on') }}) as unit_days
    from spans
    where before_on > {{ first_day }}
    group by product_id
),

sales as (
    select
        product_id,
        sum(sold_qty - sellable_returned_qty) as costed_qty,
        sum(net_sales_amount) as net_sales_amount
    from weeks
    where week_start_on >= {{ first_day }}
    group by product_id
),

valued as (
    select
        products.product_id,
        products.category,
        stock.stock_days,
        {{ ratio('stock.unit_days', 'stock.stock_days') }} * cast(products.unit_cost_amount as {{ type_double() }}) as stock_amount,
        {{ money(times('sales.costed_qty', 'products.unit_cost_amount')) }} as cogs_amount,
        sales.net_sales_amount
    from products
    inner join stock on products.product_id = stock.product_id
    left join sales on products.product_id = sales.product_id
    where products.unit_cost_amount is not null
),

levels as (
    {% for level, member in {"company": "'all'", "category": "category", "product": "product_id"}.items() %}
    select
        '{{ level }}' as rollup_level,
        {{ member }} as member,
        max(stock_days) as period_days,
        -- Four places: a mean has no last digit that two engines agree on.
        cast(round(sum(stock_amount), 4) as decimal(18, 4)) as average_stock_amount,
        {{ money('sum(cogs_amount)') }} as cogs_amount,
        {{ money('sum(net_sales_amount)') }} as net_sales_amount
    from valued
    {{ "group by " ~ member if level != "company" }}
    {{ "union all" if not loop.last }}
    {% endfor %}
)

select
    rollup_level,
    cast(member as {{ dbt.type_string() }}) as member,
    cast(period_days as integer) as period_days,
    {{ money('average_stock_amount') }} as average_stock_amount,
    {{ money('cogs_amount') }} as cogs_amount,
    {{ money('net_sales_amount') }} as net_sales_amount,
    {{ ratio('nullif(cogs_amount, 0)', 'average_stock_amount') }} as turns,
    {{ ratio('average_stock_amount * period_days', 'cogs_amount') }} as inventory_days,
    {{ ratio('net_sales_amount - cogs_amount', 'net_sales_amount') }} as margin_rate,
    {{ ratio('net_sales_amount - cogs_amount', 'average_stock_amount') }} as gmroi,
    '{{ var("base_currency") }}' as base_currency
from levels
where period_days is not null
