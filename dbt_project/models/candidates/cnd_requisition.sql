with requirements as (
    select * from {{ ref("fct_requirements") }}
    where order_qty > 0
),

items as (
    select
        plan_items.*,
        requirements.plan_version
    from {{ ref("plan_items") }} as plan_items
    inner join requirements
        on plan_items.product_id = requirements.product_id and plan_items.location_id = requirements.location_id
    where plan_items.is_purchased and plan_items.is_in_pilot
),

levels as (
    select * from {{ ref("fct_inventory_levels") }}
),

forecast as (
    select * from {{ ref("fct_forecast") }}
),

suppliers as (
    select * from {{ ref("dim_supplier") }}
),

offers as (
    select * from {{ ref("fct_item_offers") }}
)

select
    {{ candidate_columns("requisition", "case
        when items.on_hand_qty - items.reserved_qty - items.backorder_qty <= 0 then 'high'
        when items.inventory_position < levels.safety_stock then 'medium'
        else 'low'
    end", supplier="requirements") }},
    {{ quantity('requirements.order_qty') }} as quantity,
    items.uom,
    {{ quantity('requirements.purchase_qty') }} as purchase_quantity,
    coalesce(requirements.purchase_uom, items.uom) as purchase_uom,
    requirements.unit_price,
    requirements.currency,
    {{ money(times('requirements.purchase_qty', 'requirements.unit_price')) }} as amount,
    {{ money(times('requirements.order_qty', 'requirements.base_unit_price')) }} as base_amount,
    '{{ var("base_currency") }}' as base_currency,
    requirements.required_on,
    requirements.order_by_on,
    items.on_hand_qty,
    items.reserved_qty,
    items.backorder_qty,
    items.in_transit_qty,
    items.approved_requisition_qty,
    items.inventory_position,
    forecast.mean_daily_demand,
    forecast.demand_std_daily,
    levels.lead_time_days,
    levels.lead_time_std_days,
    levels.lead_time_basis,
    levels.level_basis,
    levels.review_days,
    levels.service_level,
    levels.horizon_days,
    levels.horizon_demand,
    levels.horizon_std,
    levels.spread_basis,
    levels.z_value,
    levels.safety_stock,
    requirements.reorder_point,
    requirements.order_up_to,
    requirements.dated_qty,
    requirements.net_requirement,
    requirements.min_order_qty,
    requirements.order_multiple,
    forecast.forecast_version,
    forecast.method as forecast_method,
    requirements.hold_reason,
    {{ as_of() }} as evaluated_for,
    requirements.units_per_purchase_uom,
    requirements.supplier_item_code,
    requirements.supplier_lead_days,
    requirements.supplier_reason,
    suppliers.supplier_code,
    offers.transfer_offers,
    offers.substitute_offers
from items
inner join requirements on items.product_id = requirements.product_id and items.location_id = requirements.location_id
left join levels on items.product_id = levels.product_id and items.location_id = levels.location_id
left join forecast on items.product_id = forecast.product_id and items.location_id = forecast.location_id
left join suppliers on requirements.supplier_id = suppliers.supplier_id
left join offers on items.product_id = offers.product_id and items.location_id = offers.location_id
