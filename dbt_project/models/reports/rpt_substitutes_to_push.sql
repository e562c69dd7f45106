{{ config(tags=["evaluate"]) }}

with shortages as (
    select * from {{ ref("fct_shortages") }}
),

items as (
    select * from {{ ref("fct_watched_items") }}
),

substitutes as (
    select * from {{ ref("plan_substitutes") }}
),

performance as (
    select * from {{ ref("fct_supplier_performance") }}
),

-- In stock above its own safety stock, earning something, from a supplier who keeps its days, and not short itself.
pushed as (
    select
        shortages.location_id,
        shortages.product_id,
        short_items.product_code,
        shortages.missing_qty,
        short_items.uom,
        items.product_id as substitute_id,
        items.product_code as substitute_code,
        items.product_name as substitute_name,
        {{ quantity("items.available_qty - items.backorder_qty - coalesce(items.safety_stock, 0)") }} as free_qty,
        items.uom as substitute_uom,
        {{ money("items.list_price_amount - items.unit_cost_amount") }} as margin_amount,
        performance.on_time_rate
    from shortages
    inner join items as short_items
        on shortages.product_id = short_items.product_id and shortages.location_id = short_items.location_id
    inner join substitutes on shortages.product_id = substitutes.product_id
    inner join items on substitutes.substitute_id = items.product_id and shortages.location_id = items.location_id
    inner join performance on items.product_id = performance.product_id and items.supplier_id = performance.supplier_id
    left join shortages as own
        on items.product_id = own.product_id and items.location_id = own.location_id
    where
        own.product_id is null
        and items.is_sold
        and items.list_price_amount > items.unit_cost_amount
        and items.available_qty - items.backorder_qty > coalesce(items.safety_stock, 0)
        and performance.on_time_rate >= {{ var("supplier_limits")["reliable"] }}
)

select
    product_id,
    product_code,
    location_id,
    missing_qty,
    substitute_id,
    substitute_code,
    substitute_name,
    free_qty,
    margin_amount,
    on_time_rate,
    cast(margin_amount as {{ type_double() }}) * on_time_rate as push_score,
    cast(row_number() over (
        partition by product_id, location_id
        order by cast(margin_amount as {{ type_double() }}) * on_time_rate desc, substitute_id
    ) as bigint) as place,
    substitute_code || ': ' || {{ whole_number("free_qty") }} || ' ' || substitute_uom || ' in stock are free, its supplier is on time in '
    || {{ whole_number("100 * on_time_rate") }} || ' % of its lines; '
    || product_code || ' lacks ' || {{ whole_number("missing_qty") }} || ' ' || uom || '.'
        as reason
from pushed
