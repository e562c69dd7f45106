with rows_now as (
    {{ newest_version(source('raw_tables', 'purchase_charges'), ['charge_id']) }}
)

select
    rows_now.charge_id,
    rows_now.purchase_order_id,
    rows_now.purchase_order_line_id,
    rows_now.charge_type,
    rows_now.description,
    rows_now.charged_at,
    rows_now.amount,
    rows_now.currency,
    rows_now.updated_at,
    {{ lineage('rows_now') }}
from rows_now
