with recursive links as (
    select * from {{ ref("stg_operations__product_links") }}
),

codes as (
    {{ members_by_code('product') }}
),

resolved as (
    select
        links.*,
        products.product_id,
        others.product_id as other_id,
        coalesce(links.valid_from, cast('1900-01-01' as date)) as from_on,
        case
            when products.product_id is null then 'the product is unknown: correct product_code in the file of product links'
            when others.product_id is null then 'the other product is unknown: correct other_code in the file of product links'
            when products.members > 1 or others.members > 1 then 'the code is the code of several products: they must be told apart first'
        end as hold_reason
    from links
    left join codes as products on {{ code_key('links.product_code') }} = products.code_key
    left join codes as others on {{ code_key('links.other_code') }} = others.code_key
),

-- Who replaces whom, over all steps. A circle ends where it closes, or at the depth that no succession has.
replaced as (
    select
        product_id,
        other_id,
        1 as depth
    from resolved
    where link_kind = 'successor' and hold_reason is null
    {{ recursive_union() }}
    select
        replaced.product_id,
        resolved.other_id,
        replaced.depth + 1 as depth
    from replaced
    inner join resolved
        on replaced.other_id = resolved.product_id and resolved.link_kind = 'successor' and resolved.hold_reason is null
    where replaced.other_id <> replaced.product_id and replaced.depth < 20
),

circles as (
    select distinct product_id
    from replaced
    where product_id = other_id
),

judged as (
    select
        resolved.*,
        count(*) over (partition by resolved.link_kind, resolved.product_id, resolved.hold_reason) as links_alike,
        circles.product_id is not null as is_circular
    from resolved
    left join circles on resolved.product_id = circles.product_id
)

select
    link_kind,
    product_code,
    other_code,
    product_id,
    other_id,
    units_per,
    from_on as valid_from,
    reason,
    decided_by,
    case
        when hold_reason is not null then hold_reason
        when link_kind = 'successor' and is_circular
            then 'the successors lead back to the product itself: take one of them out of the file of product links'
        when link_kind = 'successor' and links_alike > 1
            then 'the product has several successors: keep one, and declare the others as substitutes'
        when link_kind = 'like' and links_alike > 1
            then 'the product has several like-items: keep the one whose demand it should be expected to have'
    end as hold_reason,
    source,
    load_id,
    loaded_at
from judged
