with rows_now as (
    {{ latest_snapshot(source('raw_operations', 'allocation_priorities')) }}
)

select
    rows_now.customer_class,
    rows_now.priority,
    {{ lineage('rows_now') }}
from rows_now
