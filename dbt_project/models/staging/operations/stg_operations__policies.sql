with rows_now as (
    {{ latest_snapshot(source('raw_operations', 'policies')) }}
)

select
    rows_now.scope,
    rows_now.scope_value,
    rows_now.product_code,
    rows_now.location_code,
    rows_now.parameter,
    rows_now.value,
    rows_now.policy_version,
    {{ lineage('rows_now') }}
from rows_now
