with recursive bom_lines as ({{ union_canonical("bom_lines") }}),

components as (
    select * from {{ ref("xref_product") }}
),

factors as (
    select * from {{ ref("int_units__factors") }}
),

parents as (
    select * from {{ ref("xref_product") }}
),

resolved as (
    select
        {{ document_id('bom_lines.source', 'bom_lines.bom_line_id') }} as bom_line_id,
        parents.conformed_id as product_id,
        components.conformed_id as component_id,
        bom_lines.product_id as source_product_id,
        bom_lines.component_id as source_component_id,
        {{ converted('bom_lines.quantity_per', 'factors.factor') }} as quantity_per,
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
    -- Without a parent, the component is itself what is made and sold: part of nothing.
    where bom_lines.product_id is not null
),

-- What is inside what. A circle ends where it closes, or at the depth that no product has.
nested as (
    select
        product_id,
        component_id,
        1 as depth
    from resolved
    where hold_reason is null
    {{ recursive_union() }}
    select
        nested.product_id,
        resolved.component_id,
        nested.depth + 1 as depth
    from nested
    inner join resolved on nested.component_id = resolved.product_id and resolved.hold_reason is null
    where nested.component_id <> nested.product_id and nested.depth < 20
),

inside as (
    select distinct
        product_id,
        component_id
    from nested
)

select
    resolved.bom_line_id,
    resolved.product_id,
    resolved.component_id,
    resolved.source_product_id,
    resolved.source_component_id,
    resolved.quantity_per,
    resolved.scrap_rate,
    resolved.valid_from,
    resolved.valid_to,
    case
        when resolved.hold_reason is not null then resolved.hold_reason
        when resolved.product_id = resolved.component_id or inside.product_id is not null then 'contains itself'
    end as hold_reason,
    resolved.source,
    resolved.load_id,
    resolved.loaded_at
from resolved
left join inside on resolved.component_id = inside.product_id and resolved.product_id = inside.component_id
