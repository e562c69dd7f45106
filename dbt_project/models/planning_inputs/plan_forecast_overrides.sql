with overrides as (
    select * from {{ ref("int_policies__forecast_overrides") }}
    where hold_reason is null
)

select
    overrides.override_id,
    overrides.product_id,
    overrides.location_id,
    overrides.from_on,
    overrides.to_on,
    overrides.mode,
    cast(overrides.quantity as {{ type_double() }}) as quantity,
    overrides.author,
    overrides.reason,
    overrides.decided_at
from overrides
