with requirements as (
    select * from {{ source('raw_planning', 'requirements') }}
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
    requirements.is_below_reorder_point,
    requirements.required_on,
    requirements.order_by_on,
    requirements.supplier_product_id,
    requirements.supplier_lead_days,
    requirements.supplier_reason,
    requirements.hold_reason,
    requirements.reason
from requirements
