with recursive held as (
    select * from {{ ref("int_purchasing__bom_lines") }}
    where hold_reason is not null
),

products as (
    select * from {{ ref("int_identity__products") }}
),

circular as (
    select
        held.bom_line_id,
        held.product_id,
        held.component_id,
        parents.product_code,
        components.product_code as component_code
    from held
    inner join products as parents on held.product_id = parents.product_id
    inner join products as components on held.component_id = components.product_id
    where held.hold_reason = 'contains itself'
),

-- One way on from each product is enough to come round.
onward as (
    select
        product_id,
        min(component_id) as component_id
    from circular
    group by product_id
),

walked as (
    select
        bom_line_id,
        component_id as at_id,
        ' -> ' || product_code || ' -> ' || component_code || ' -> ' as path,
        1 as depth,
        product_id = component_id as is_round
    from circular
    {{ recursive_union() }}
    select
        walked.bom_line_id,
        onward.component_id as at_id,
        walked.path || products.product_code || ' -> ' as path,
        walked.depth + 1 as depth,
        walked.path like '% -> ' || products.product_code || ' -> %' as is_round
    from walked
    inner join onward on walked.at_id = onward.product_id
    inner join products on onward.component_id = products.product_id
    where not walked.is_round and walked.depth < 20
),

longest as (
    select
        bom_line_id,
        path,
        row_number() over (partition by bom_line_id order by depth desc) as longest_first
    from walked
)

select
    held.bom_line_id,
    held.source_component_id,
    case
        when longest.path is not null
            then 'cycle ' || substr(longest.path, 5, length(longest.path) - 8) || ': take one of them out of the bill of materials'
        else held.hold_reason
    end as hold_reason,
    held.source
from held
left join longest on held.bom_line_id = longest.bom_line_id and longest.longest_first = 1
