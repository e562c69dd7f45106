with rows_now as (
    {{ latest_snapshot(source('raw_tables', 'locations')) }}
)

select
    rows_now.location_id,
    rows_now.location_code,
    rows_now.name,
    rows_now.country,
    rows_now.time_zone,
    rows_now.is_active,
    {{ lineage('rows_now') }}
from rows_now
