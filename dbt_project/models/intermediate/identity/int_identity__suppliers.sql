with suppliers as ({{ union_canonical("suppliers") }}),

members as (
    select * from {{ ref("int_identity__members") }}
    where entity = 'supplier'
)

select
    members.conformed_id as supplier_id,
    coalesce({{ first_known('suppliers.supplier_code') }}, max(case when members.place = 1 then members.source_id end))
        as supplier_code,
    {{ first_known('suppliers.name') }} as name,
    {{ first_known('suppliers.country') }} as country,
    {{ first_known('suppliers.currency') }} as currency,
    {{ first_known('suppliers.grade') }} as grade,
    coalesce({{ first_known('suppliers.is_active') }}, true) as is_active,
    max(case when members.place = 1 then members.source end) as source,
    max(case when members.place = 1 then members.source_id end) as source_id,
    max(case when members.place = 1 then suppliers.load_id end) as load_id,
    max(suppliers.loaded_at) as loaded_at
from members
inner join suppliers on members.source = suppliers.source and members.source_id = suppliers.supplier_id
group by members.conformed_id
