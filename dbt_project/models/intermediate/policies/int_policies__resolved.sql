-- noqa: disable=LT02
-- (loops over scopes and parameters)
with positions as (
    select * from {{ ref("int_inventory__positions") }}
),

products as (
    select * from {{ ref("int_identity__products") }}
),

locations as (
    select * from {{ ref("int_identity__locations") }}
),

classes as (
    select * from {{ ref("int_policies__abc") }}
),

policies as (
    select * from {{ ref("stg_operations__policies") }}
),

items as (
    select
        positions.product_id,
        positions.location_id,
        products.category,
        classes.abc_class,
        {{ code_key('products.product_code') }} as product_key,
        {{ code_key('locations.location_code') }} as location_key
    from positions
    inner join products on positions.product_id = products.product_id
    inner join locations on positions.location_id = locations.location_id
    inner join classes on positions.product_id = classes.product_id
),

{% for scope in ["default", "class", "category", "product_location"] %}
by_{{ scope }} as (
    select
        {{ code_key("scope_value") if scope in ["class", "category"] else "'*'" }} as scope_key,
        {{ code_key("product_code") if scope == "product_location" else "'*'" }} as product_key,
        {{ "coalesce(" ~ code_key("location_code") ~ ", '*')" if scope == "product_location" else "'*'" }} as location_key,
        {% for parameter in policy_parameters() %}
        max(case when parameter = '{{ parameter }}' then value end) as {{ parameter }}{{ "," if not loop.last }}
        {% endfor %}
    from policies
    where scope = '{{ scope }}'
    group by 1, 2, 3
){{ "," if not loop.last }}
{% endfor %}

select
    items.product_id,
    items.location_id,
    items.category,
    items.abc_class,
    {% for parameter in policy_parameters() %}
    coalesce(
        by_row.{{ parameter }}, by_anywhere.{{ parameter }}, by_category.{{ parameter }},
        by_class.{{ parameter }}, by_default.{{ parameter }}
    ) as {{ parameter }},
    case
        when coalesce(by_row.{{ parameter }}, by_anywhere.{{ parameter }}) is not null then 'row'
        when by_category.{{ parameter }} is not null then 'category ' || items.category
        when by_class.{{ parameter }} is not null then 'class ' || items.abc_class
        when by_default.{{ parameter }} is not null then 'default'
    end as {{ parameter }}_source{{ "," if not loop.last }}
    {% endfor %}
from items
left join by_default on 1 = 1
left join by_class on items.abc_class = by_class.scope_key
left join by_category on {{ code_key('items.category') }} = by_category.scope_key
left join by_product_location as by_row
    on items.product_key = by_row.product_key and items.location_key = by_row.location_key
left join by_product_location as by_anywhere
    on items.product_key = by_anywhere.product_key and by_anywhere.location_key = '*'
