with rows_now as (
    {{ latest_snapshot(source('raw_operations', 'approval_steps')) }}
)

select
    rows_now.requisition_number,
    rows_now.step as approval_step,
    rows_now.asked,
    rows_now.since as asked_at,
    rows_now.reminded_at,
    rows_now.escalated_at,
    rows_now.decided_at,
    rows_now.decided_by,
    {{ lineage('rows_now') }}
from rows_now
