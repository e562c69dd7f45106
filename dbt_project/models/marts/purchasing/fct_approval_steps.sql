with steps as (
    select * from {{ ref("stg_operations__approval_steps") }}
)

select
    requisition_number,
    approval_step,
    asked,
    asked_at,
    reminded_at,
    escalated_at,
    decided_at,
    decided_by,
    cast({{ hours_between('asked_at', 'decided_at') }} * 60 as {{ type_double() }}) as step_minutes,
    source,
    load_id,
    loaded_at
from steps
