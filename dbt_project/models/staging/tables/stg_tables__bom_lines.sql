with rows_now as (
    {{ latest_snapshot(source('raw_tables', 'bom_lines')) }}
)

select
    rows_now.bom_line_id,
    rows_now.product_id,
    rows_now.component_id,
    rows_now.quantity_per,
    rows_now.uom,
    rows_now.scrap_rate,
    rows_now.valid_from,
    rows_now.valid_to,
    {{ lineage('rows_now') }}
from rows_now
