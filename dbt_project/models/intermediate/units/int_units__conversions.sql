with units as ({{ union_canonical("units") }}),

crosswalk as (
    select * from {{ ref("xref_product") }}
),

conformed as (
    select
        coalesce(crosswalk.conformed_id, '') as product_id,
        {{ uom_key('units.uom') }} as uom_key,
        {{ uom_key('units.base_uom') }} as base_key,
        units.factor
    from units
    left join crosswalk on units.source = crosswalk.source and units.product_id = crosswalk.source_id
    where units.product_id is null or crosswalk.conformed_id is not null
)

select
    product_id,
    uom_key,
    max(base_key) as base_key,
    max(factor) as factor,
    -- Two sources that disagree leave the unit without a conversion: a quantity is never guessed.
    min(factor) <> max(factor) or (min(base_key) <> max(base_key) and min(base_key) <> '') as is_conflicting
from conformed
group by product_id, uom_key
