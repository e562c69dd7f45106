with requirements as (
    select * from {{ ref("stg_planning__requirements") }}
),

terms as (
    select * from {{ ref("dim_supplier_product") }}
),

suppliers as (
    select * from {{ ref("dim_supplier") }}
),

-- All places that order a product on the same terms order together, and pay the price of that quantity.
joint as (
    select
        supplier_product_id,
        sum(order_qty) as joint_qty
    from requirements
    group by supplier_product_id
),

breaks as (
    select
        price_breaks.supplier_product_id,
        price_breaks.unit_price,
        price_breaks.base_unit_price,
        row_number() over (partition by price_breaks.supplier_product_id order by price_breaks.from_qty desc) as best_first
    from {{ ref("plan_price_breaks") }} as price_breaks
    inner join joint
        on price_breaks.supplier_product_id = joint.supplier_product_id and price_breaks.from_qty <= joint.joint_qty
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
    requirements.supplier_product_id,
    terms.supplier_id,
    suppliers.name as supplier_name,
    terms.supplier_item_code,
    terms.currency,
    coalesce(breaks.unit_price, terms.unit_price) as unit_price,
    coalesce(breaks.base_unit_price, terms.base_unit_price) as base_unit_price,
    terms.purchase_uom,
    terms.units_per_purchase_uom,
    terms.min_order_qty,
    terms.order_multiple,
    requirements.supplier_lead_days,
    requirements.supplier_reason,
    requirements.is_below_reorder_point,
    requirements.required_on,
    requirements.order_by_on,
    requirements.hold_reason,
    requirements.reason
from requirements
left join terms on requirements.supplier_product_id = terms.supplier_product_id
left join suppliers on terms.supplier_id = suppliers.supplier_id
left join breaks on requirements.supplier_product_id = breaks.supplier_product_id and breaks.best_first = 1
