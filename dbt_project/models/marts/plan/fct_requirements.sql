with requirements as (
    select * from {{ ref("stg_planning__requirements") }}
),

items as (
    select * from {{ ref("plan_items") }}
),

-- All places order a product together, and pay the price of that quantity.
joint as (
    select
        product_id,
        sum(order_qty) as joint_qty
    from requirements
    group by product_id
),

breaks as (
    select
        price_breaks.product_id,
        price_breaks.supplier_id,
        price_breaks.unit_price,
        price_breaks.base_unit_price,
        row_number() over (partition by price_breaks.product_id order by price_breaks.from_qty desc) as best_first
    from {{ ref("plan_price_breaks") }} as price_breaks
    inner join joint on price_breaks.product_id = joint.product_id and price_breaks.from_qty <= joint.joint_qty
)

select
    requirements.plan_version,
    requirements.product_id,
    requirements.location_id,
    requirements.inventory_position,
    requirements.reorder_point,
    requirements.order_up_to,
    requirements.dated_qty,
    requirements.net_requirement,
    requirements.order_qty,
    requirements.purchase_qty,
    coalesce(breaks.unit_price, items.unit_price) as unit_price,
    coalesce(breaks.base_unit_price, items.base_unit_price) as base_unit_price,
    requirements.is_below_reorder_point,
    requirements.required_on,
    requirements.order_by_on,
    requirements.hold_reason,
    requirements.reason
from requirements
inner join items on requirements.product_id = items.product_id and requirements.location_id = items.location_id
left join breaks
    on items.product_id = breaks.product_id and items.supplier_id = breaks.supplier_id and breaks.best_first = 1
