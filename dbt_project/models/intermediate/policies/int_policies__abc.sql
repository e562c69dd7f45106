with demand as (
    select * from {{ ref("int_policies__demand") }}
),

products as (
    select * from {{ ref("int_identity__products") }}
),

costs as (
    select * from {{ ref("int_inventory__unit_costs") }}
),

year as (
    select
        product_id,
        sum(quantity) as used_qty
    from demand
    where demand_on > {{ dbt.dateadd('day', -365, as_of()) }}
    group by product_id
),

valued as (
    select
        products.product_id,
        coalesce({{ money(times('year.used_qty', 'costs.unit_cost_amount')) }}, 0) as used_amount
    from products
    left join year on products.product_id = year.product_id
    left join costs on products.product_id = costs.product_id
),

ranked as (
    select
        product_id,
        used_amount,
        sum(used_amount) over () as total_amount,
        coalesce(sum(used_amount) over (
            order by used_amount desc, product_id
            rows between unbounded preceding and 1 preceding
        ), 0) as before_amount
    from valued
)

-- A product belongs to the class in which its share of the value begins.
select
    product_id,
    {{ money('used_amount') }} as used_amount,
    case
        when used_amount <= 0 or total_amount <= 0 then 'C'
        when before_amount < 0.80 * total_amount then 'A'
        when before_amount < 0.95 * total_amount then 'B'
        else 'C'
    end as abc_class
from ranked
