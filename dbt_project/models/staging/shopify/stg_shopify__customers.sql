with customers as (
    {{ newest_version(source('raw_shopify', 'customers'), ['customer_id']) }}
)

select
    customers.customer_id,
    cast(null as {{ dbt.type_string() }}) as customer_code,
    customers.person,
    cast(null as {{ dbt.type_string() }}) as name,
    customers.country_code as country,
    'consumer' as customer_class,
    true as is_active,
    customers.updated_at,
    {{ lineage('customers') }}
from customers
