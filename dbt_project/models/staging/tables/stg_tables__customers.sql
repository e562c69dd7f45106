{{ config(materialized="table") }}

with rows_now as (
    {{ newest_version(source('raw_tables', 'customers'), ['customer_id']) }}
)

select
    rows_now.customer_id,
    rows_now.customer_code,
    rows_now.person,
    rows_now.name,
    rows_now.country,
    rows_now.customer_class,
    rows_now.is_active,
    rows_now.updated_at,
    {{ lineage('rows_now') }}
from rows_now
