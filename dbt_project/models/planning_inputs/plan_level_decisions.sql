with decisions as (
    select * from {{ ref("int_policies__level_decisions") }}
    where hold_reason is null
)

select
    decisions.product_id,
    decisions.location_id,
    decisions.state,
    cast(decisions.old_safety_stock as {{ type_double() }}) as old_safety_stock,
    cast(decisions.old_reorder_point as {{ type_double() }}) as old_reorder_point,
    cast(decisions.old_order_up_to as {{ type_double() }}) as old_order_up_to,
    cast(decisions.new_safety_stock as {{ type_double() }}) as new_safety_stock,
    cast(decisions.new_reorder_point as {{ type_double() }}) as new_reorder_point,
    cast(decisions.new_order_up_to as {{ type_double() }}) as new_order_up_to,
    decisions.decided_by,
    decisions.decided_at,
    decisions.reason
from decisions
