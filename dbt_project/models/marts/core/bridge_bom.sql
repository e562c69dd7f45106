with bom_lines as (
    select * from {{ ref("int_purchasing__bom_lines") }}
    where hold_reason is null
)

select
    bom_lines.bom_line_id,
    bom_lines.product_id,
    bom_lines.component_id,
    bom_lines.quantity_per,
    bom_lines.scrap_rate,
    bom_lines.valid_from,
    bom_lines.valid_to,
    bom_lines.source,
    bom_lines.load_id,
    bom_lines.loaded_at
from bom_lines
