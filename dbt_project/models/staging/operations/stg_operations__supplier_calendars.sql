with rows_now as (
    {{ latest_snapshot(source('raw_operations', 'supplier_calendars')) }}
)

select
    rows_now.supplier_code,
    rows_now.open_weekdays,
    rows_now.order_weekdays,
    rows_now.closed_days,
    {{ lineage('rows_now') }}
from rows_now
