{{ config(tags=["evaluate"]) }}

{% set levels = {
    "company": "'all'", "category": "category", "supplier": "supplier_id", "product": "product_id", "channel": "channel",
    "location": "location_id", "customer class": "customer_class",
} %}

with months as (
    select * from {{ ref("rpt_sales_months") }}
),

levels as (
    {% for level, member in levels.items() %}
    select
        '{{ level }}' as rollup_level,
        {{ member }} as member,
        month_start_on,
        sum(sold_qty) as sold_qty,
        sum(returned_qty) as returned_qty,
        sum(net_sales_amount) as net_sales_amount,
        -- Margin only of what has a cost; the rest is counted, not guessed.
        sum(case when cogs_amount is not null then net_sales_amount end) as costed_sales_amount,
        sum(cogs_amount) as cogs_amount
    from months
    group by {{ "month_start_on" if level == "company" else member ~ ", month_start_on" }}
    {{ "union all" if not loop.last }}
    {% endfor %}
)

select
    rollup_level,
    cast(member as {{ dbt.type_string() }}) as member,
    month_start_on,
    {{ quantity('sold_qty') }} as sold_qty,
    {{ quantity('returned_qty') }} as returned_qty,
    {{ money('net_sales_amount') }} as net_sales_amount,
    {{ money('costed_sales_amount') }} as costed_sales_amount,
    {{ money('cogs_amount') }} as cogs_amount,
    {{ money('costed_sales_amount - cogs_amount') }} as margin_amount,
    {{ ratio('costed_sales_amount - cogs_amount', 'costed_sales_amount') }} as margin_rate,
    '{{ var("base_currency") }}' as base_currency
from levels
