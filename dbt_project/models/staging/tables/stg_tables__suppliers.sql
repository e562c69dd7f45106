with rows_now as (
    {{ newest_version(source('raw_tables', 'suppliers'), ['supplier_id']) }}
)

select
    rows_now.supplier_id,
    rows_now.supplier_code,
    rows_now.name,
    rows_now.country,
    rows_now.currency,
    rows_now.grade,
    rows_now.is_active,
    rows_now.updated_at,
    {{ lineage('rows_now') }}
from rows_now
