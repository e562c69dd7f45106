{{ config(tags=["build"]) }}

with ranked as (
    select
        *,
        row_number() over (
            partition by approval_step, asked, case when step_minutes is null then 0 else 1 end
            order by step_minutes, requisition_number
        ) as place,
        count(step_minutes) over (partition by approval_step, asked) as decided_count
    from {{ ref("fct_approval_steps") }}
),

-- Nearest rank: the value that so many of the decisions do not exceed.
steps as (
    select
        approval_step,
        asked,
        count(*) as asked_count,
        count(step_minutes) as decided_count,
        count(reminded_at) as reminded_count,
        count(escalated_at) as escalated_count,
        min(case when place >= 0.5 * decided_count then step_minutes end) as step_minutes_p50,
        min(case when place >= 0.9 * decided_count then step_minutes end) as step_minutes_p90
    from ranked
    group by approval_step, asked
)

select
    *,
    cast(
        row_number() over (order by coalesce(step_minutes_p90, -1) desc, asked_count desc, approval_step, asked) as bigint
    ) as slowest_first
from steps
