with mentioned as (
    select * from {{ ref("int_identity__references") }}
    where entity = 'product'
),

crosswalk as (
    select * from {{ ref("xref_product") }}
),

changed as (
    select * from {{ ref("int_changes__products") }}
)

select distinct
    mentioned.source,
    mentioned.source_id as source_product_id
from mentioned
left join crosswalk on mentioned.source = crosswalk.source and mentioned.source_id = crosswalk.source_id
left join changed on crosswalk.conformed_id = changed.product_id
where crosswalk.conformed_id is null or changed.product_id is not null
