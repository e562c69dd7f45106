with bom_lines as ({{ union_canonical("bom_lines") }}),

components as (
    select * from {{ ref("xref_product") }}
),

factors as (
    select * from {{ ref("int_units__factors") }}
),

parents as (
    select * from {{ ref("xref_product") }}
)

select
    {{ document_id('bom_lines.source', 'bom_lines.bom_line_id') }} as bom_line_id,
    parents.conformed_id as product_id,
    components.conformed_id as component_id,
    bom_lines.product_id as source_product_id,
    bom_lines.component_id as source_component_id,
    {{ quantity('bom_lines.quantity_per * factors.factor') }} as quantity_per,
    coalesce(bom_lines.scrap_rate, 0) as scrap_rate,
    bom_lines.valid_from,
    bom_lines.valid_to,
    case
        when parents.conformed_id is null or components.conformed_id is null then 'unknown product'
        when factors.factor is null then 'unit without conversion'
    end as hold_reason,
    bom_lines.source,
    bom_lines.load_id,
    bom_lines.loaded_at
from bom_lines
left join parents on bom_lines.source = parents.source and bom_lines.product_id = parents.source_id
left join components on bom_lines.source = components.source and bom_lines.component_id = components.source_id
left join factors
    on
        bom_lines.source = factors.source
        and bom_lines.component_id = factors.source_product_id
        and {{ uom_key('bom_lines.uom') }} = factors.uom_key
