with rows_now as (
    {{ latest_snapshot(source('raw_operations', 'supplier_terms')) }}
)

select
    rows_now.supplier_code,
    rows_now.min_order_amount,
    {{ lineage('rows_now') }}
from rows_now
