with rows_now as (
    {{ latest_snapshot(source('raw_operations', 'forecast_overrides')) }}
)

select
    rows_now.product_code,
    rows_now.location_code,
    rows_now.from_on,
    rows_now.to_on,
    rows_now.mode,
    rows_now.quantity,
    rows_now.author,
    rows_now.reason,
    rows_now.decided_at,
    {{ lineage('rows_now') }}
from rows_now
