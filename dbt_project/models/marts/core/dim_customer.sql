with customers as ({{ union_canonical("customers") }}),

members as (
    select * from {{ ref("int_identity__members") }}
    where entity = 'customer'
)

select
    members.conformed_id as customer_id,
    {{ first_known('customers.customer_code') }} as customer_code,
    {{ first_known('customers.person') }} as person,
    {{ first_known('customers.name') }} as name,
    {{ first_known('customers.country') }} as country,
    coalesce({{ first_known('customers.customer_class') }}, 'consumer') as customer_class,
    coalesce({{ first_known('customers.is_active') }}, true) as is_active,
    max(case when members.place = 1 then members.source end) as source,
    max(case when members.place = 1 then members.source_id end) as source_id,
    max(case when members.place = 1 then customers.load_id end) as load_id,
    max(customers.loaded_at) as loaded_at
from members
inner join customers on members.source = customers.source and members.source_id = customers.customer_id
group by members.conformed_id
