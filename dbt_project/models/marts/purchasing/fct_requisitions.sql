with requisitions as (
    select * from {{ ref("stg_operations__requisitions") }}
),

products as (
    select product_id from {{ ref("dim_product") }}
)

select
    requisitions.requisition_number,
    requisitions.line,
    requisitions.need_key,
    requisitions.state,
    products.product_id,
    requisitions.location_id,
    requisitions.supplier_id,
    requisitions.quantity,
    requisitions.base_amount,
    requisitions.base_currency,
    requisitions.required_on,
    requisitions.hold_reason,
    requisitions.created_at,
    requisitions.decided_at,
    requisitions.decided_by,
    requisitions.edited_by,
    cast(requisitions.decision_minutes as {{ type_double() }}) as decision_minutes,
    requisitions.waiting_since,
    requisitions.purchase_order_reference,
    requisitions.updated_at,
    requisitions.source,
    requisitions.load_id,
    requisitions.loaded_at
from requisitions
left join products on requisitions.product_id = products.product_id
