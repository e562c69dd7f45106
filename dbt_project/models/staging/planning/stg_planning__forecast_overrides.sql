with overrides as (
    select * from {{ source('raw_planning', 'forecast_overrides') }}
)

select
    overrides.plan_version,
    overrides.override_id,
    overrides.product_id,
    overrides.location_id,
    overrides.week_from_on,
    overrides.before_qty,
    overrides.after_qty
from overrides
