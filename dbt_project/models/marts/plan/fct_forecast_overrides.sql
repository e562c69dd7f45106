with applied as (
    select * from {{ ref("stg_planning__forecast_overrides") }}
),

overrides as (
    select * from {{ ref("plan_forecast_overrides") }}
)

select
    applied.plan_version,
    applied.override_id,
    applied.product_id,
    applied.location_id,
    applied.week_from_on,
    applied.before_qty,
    applied.after_qty,
    overrides.mode,
    overrides.author,
    overrides.reason,
    overrides.decided_at
from applied
inner join overrides on applied.override_id = overrides.override_id
