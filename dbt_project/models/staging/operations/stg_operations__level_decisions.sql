with rows_now as (
    {{ latest_snapshot(source('raw_operations', 'level_decisions')) }}
)

select
    rows_now.decision_id,
    rows_now.product_id,
    rows_now.location_id,
    rows_now.state,
    rows_now.plan_version,
    rows_now.old_safety_stock,
    rows_now.old_reorder_point,
    rows_now.old_order_up_to,
    rows_now.new_safety_stock,
    rows_now.new_reorder_point,
    rows_now.new_order_up_to,
    rows_now.change_amount,
    rows_now.decided_by,
    rows_now.decided_at,
    rows_now.reason,
    {{ lineage('rows_now') }}
from rows_now
