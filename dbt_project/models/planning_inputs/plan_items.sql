-- noqa: disable=LT02
-- (loop over policy parameters)
with positions as (
    select
        *,
        count(*) over (partition by product_id) as kept_at
    from {{ ref("fct_inventory_position") }}
    where has_stock_record
),

products as (
    select * from {{ ref("dim_product") }}
    where is_purchased or is_assembled
),

locations as (
    select * from {{ ref("dim_location") }}
),

suppliers as (
    select * from {{ ref("dim_supplier") }}
),

terms as (
    select * from {{ ref("int_purchasing__chosen_terms") }}
),

performance as (
    select * from {{ ref("fct_supplier_performance") }}
),

pilot as (
    select * from {{ ref("int_policies__pilot") }}
),

successors as (
    select * from {{ ref("plan_successors") }}
),

policies as (
    select * from {{ ref("int_policies__resolved") }}
)

select
    positions.product_id,
    positions.location_id,
    products.product_code,
    products.name as product_name,
    locations.location_code,
    products.category,
    products.abc_class,
    products.uom,
    products.is_purchased,
    products.is_assembled,
    coalesce(pilot.is_in_pilot, false) as is_in_pilot,
    positions.on_hand_qty,
    positions.reserved_qty,
    positions.damaged_qty,
    positions.backorder_qty,
    positions.in_transit_qty,
    positions.next_receipt_on as in_transit_next_on,
    positions.approved_requisition_qty,
    positions.inventory_position,
    products.unit_cost_amount,
    terms.supplier_product_id,
    terms.supplier_id,
    suppliers.name as supplier_name,
    terms.unit_price,
    terms.currency,
    terms.base_unit_price,
    coalesce(terms.purchase_uom, products.uom) as purchase_uom,
    terms.units_per_purchase_uom,
    terms.min_order_qty,
    terms.order_multiple,
    terms.stated_lead_time_days,
    performance.lead_time_days as measured_lead_time_days,
    performance.lead_time_std_days as measured_lead_time_std_days,
    coalesce(performance.lead_time_receipts, 0) as lead_time_receipts,
    coalesce(terms.is_valid, false) as terms_valid,
    successors.successor_code,
    successors.valid_from as replaced_from_on,
    -- The ERP's levels are the product's: kept at several places, nothing says which one they are meant for.
    case when positions.kept_at = 1 then products.erp_reorder_point end as erp_reorder_point,
    case when positions.kept_at = 1 then products.erp_order_up_to end as erp_order_up_to,
    positions.data_as_of,
    positions.is_stale,
    positions.stale_sources,
    {% for parameter in policy_parameters() %}
    {{ "cast(policies." ~ parameter ~ " as integer) as " ~ parameter if parameter in ["demand_window_days", "min_lead_time_receipts"]
        else "cast(policies." ~ parameter ~ " as " ~ type_double() ~ ") as " ~ parameter }},
    policies.{{ parameter }}_source{{ "," if not loop.last }}
    {% endfor %}
from positions
inner join products on positions.product_id = products.product_id
inner join locations on positions.location_id = locations.location_id
left join terms on positions.product_id = terms.product_id
left join successors on positions.product_id = successors.product_id
left join suppliers on terms.supplier_id = suppliers.supplier_id
left join performance on terms.supplier_id = performance.supplier_id and positions.product_id = performance.product_id
left join pilot on positions.product_id = pilot.product_id and positions.location_id = pilot.location_id
left join policies on positions.product_id = policies.product_id and positions.location_id = policies.location_id
