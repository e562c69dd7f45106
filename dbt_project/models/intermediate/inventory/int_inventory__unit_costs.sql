{% set asked = times('terms.base_unit_price', money('1 + coalesce(landed_rates.landed_cost_rate, 0)')) %}

with products as (
    select * from {{ ref("int_identity__products") }}
),

purchases as (
    select
        product_id,
        landed_unit_cost_amount,
        row_number() over (
            partition by product_id order by ordered_on desc, purchase_order_line_id desc
        ) as newest_first
    from {{ ref("int_purchasing__landed") }}
    where landed_unit_cost_amount is not null
),

landed_rates as (
    select * from {{ ref("int_purchasing__landed_rates") }}
),

terms as (
    select * from {{ ref("int_purchasing__chosen_terms") }}
)

-- The cost its master keeps, else the last price paid, else the price its supplier asks; both with what landing it costs.
select
    products.product_id,
    {{ money('coalesce(' ~ times('products.unit_cost', 'rates.rate') ~ ', purchases.landed_unit_cost_amount, ' ~ asked ~ ')') }}
        as unit_cost_amount,
    {{ converted('products.list_price', 'rates.rate') }} as list_price_amount,
    case
        when products.unit_cost is not null and rates.rate is not null then 'master'
        when purchases.landed_unit_cost_amount is not null then 'last purchase'
        when terms.base_unit_price is not null then 'supplier price'
    end as unit_cost_basis
from products
{{ at_rate_of("products.currency", as_of()) }}
left join purchases on products.product_id = purchases.product_id and purchases.newest_first = 1
left join terms on products.product_id = terms.product_id
left join landed_rates on terms.supplier_id = landed_rates.supplier_id
