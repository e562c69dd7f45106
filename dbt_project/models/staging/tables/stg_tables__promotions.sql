with rows_now as (
    {{ latest_snapshot(source('raw_tables', 'promotions')) }}
)

select
    rows_now.promotion_id,
    rows_now.name,
    rows_now.product_id,
    rows_now.starts_on,
    rows_now.ends_on,
    rows_now.discount_rate,
    rows_now.expected_uplift_qty,
    {{ lineage('rows_now') }}
from rows_now
