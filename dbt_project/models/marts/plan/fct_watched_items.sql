with positions as (
    select * from {{ ref("fct_inventory_position") }}
),

products as (
    select * from {{ ref("dim_product") }}
),

locations as (
    select * from {{ ref("dim_location") }}
),

suppliers as (
    select * from {{ ref("dim_supplier") }}
),

pilot as (
    select * from {{ ref("int_policies__pilot") }}
    where is_in_pilot
),

levels as (
    select * from {{ ref("fct_inventory_levels") }}
),

cover as (
    select * from {{ ref("fct_cover") }}
),

policies as (
    select * from {{ ref("int_policies__resolved") }}
),

ages as (
    select * from {{ ref("int_inventory__ages") }}
)

select
    positions.product_id,
    positions.location_id,
    products.product_code,
    products.name as product_name,
    products.category,
    products.uom,
    products.is_sold,
    products.unit_cost_amount,
    products.list_price_amount,
    locations.location_code,
    suppliers.supplier_id,
    suppliers.name as supplier_name,
    positions.on_hand_qty,
    positions.reserved_qty,
    positions.available_qty,
    positions.committed_qty,
    positions.backorder_qty,
    positions.in_transit_qty,
    positions.next_receipt_on,
    positions.next_receipt_qty,
    positions.data_as_of,
    positions.is_stale,
    positions.stale_sources,
    levels.plan_version,
    levels.lead_time_days,
    levels.lead_time_basis,
    levels.review_days,
    levels.safety_stock,
    levels.reorder_point,
    levels.order_up_to,
    cover.mean_daily_demand,
    cover.days_of_cover,
    cover.excess_horizon_demand,
    cover.stockout_on,
    cover.supply_on,
    cast(policies.excess_horizon_days as {{ type_double() }}) as excess_horizon_days,
    cast(policies.excess_min_amount as {{ type_double() }}) as excess_min_amount,
    cast(policies.margin_floor_rate as {{ type_double() }}) as margin_floor_rate,
    cast(policies.late_tolerance_days as {{ type_double() }}) as late_tolerance_days,
    cast(policies.control_sigmas as {{ type_double() }}) as control_sigmas,
    policies.demand_window_days_source,
    policies.lead_time_days_source,
    cast(ages.age_days as integer) as age_days
from positions
inner join pilot on positions.product_id = pilot.product_id and positions.location_id = pilot.location_id
inner join products on positions.product_id = products.product_id
inner join locations on positions.location_id = locations.location_id
left join suppliers on products.current_supplier_id = suppliers.supplier_id
left join levels on positions.product_id = levels.product_id and positions.location_id = levels.location_id
left join cover on positions.product_id = cover.product_id and positions.location_id = cover.location_id
left join policies on positions.product_id = policies.product_id and positions.location_id = policies.location_id
left join ages on positions.product_id = ages.product_id and positions.location_id = ages.location_id
