with rows_now as (
    {{ latest_snapshot(source('raw_tables', 'currency_rates')) }}
)

select
    rows_now.currency,
    rows_now.base_currency,
    rows_now.rate_on,
    rows_now.rate,
    {{ lineage('rows_now') }}
from rows_now
