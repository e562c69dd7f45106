with overrides as (
    select * from {{ ref("stg_operations__forecast_overrides") }}
),

products as (
    {{ members_by_code('product') }}
),

locations as (
    {{ members_by_code('location') }}
)

select
    {{ override_id('overrides') }} as override_id,
    products.product_id,
    locations.location_id,
    overrides.product_code,
    overrides.location_code,
    overrides.from_on,
    overrides.to_on,
    overrides.mode,
    overrides.quantity,
    overrides.author,
    overrides.reason,
    overrides.decided_at,
    case
        when products.product_id is null then 'the product is unknown: correct product_code in the file of forecast overrides'
        when products.members > 1 then 'the code is the code of several products: they must be told apart first'
        when locations.location_id is null then 'the location is unknown: correct location_code in the file of forecast overrides'
    end as hold_reason,
    overrides.source,
    overrides.load_id,
    overrides.loaded_at
from overrides
left join products on {{ code_key('overrides.product_code') }} = products.code_key
left join locations on {{ code_key('overrides.location_code') }} = locations.code_key
