with products as ({{ union_canonical("products") }}),

suppliers as ({{ union_canonical("suppliers") }}),

customers as ({{ union_canonical("customers") }}),

locations as ({{ union_canonical("locations") }}),

mentioned as (
    select * from {{ ref("int_identity__references") }}
),

masters as (
    select * from {{ ref("stg_operations__masters") }}
),

declared as (
    select
        'product' as entity,
        source,
        product_id as source_id,
        product_code as code,
        barcode as second_key,
        name
    from products
    union all
    select
        'supplier' as entity,
        source,
        supplier_id as source_id,
        supplier_code as code,
        cast(null as {{ dbt.type_string() }}) as second_key,
        name
    from suppliers
    union all
    select
        'customer' as entity,
        source,
        customer_id as source_id,
        customer_code as code,
        person as second_key,
        name
    from customers
    union all
    select
        'location' as entity,
        source,
        location_id as source_id,
        location_code as code,
        cast(null as {{ dbt.type_string() }}) as second_key,
        name
    from locations
),

-- Where the company file names no master, every source that declares members is one, by name.
declaring as (
    select
        entity,
        source,
        row_number() over (partition by entity order by source) as priority
    from (
        select distinct
            entity,
            source
        from declared
    ) as sources
    where entity not in (select masters.entity from masters)
),

priorities as (
    select
        entity,
        master_source as source,
        priority
    from masters
    union all
    select
        entity,
        source,
        priority
    from declaring
)

select
    coalesce(declared.entity, mentioned.entity) as entity,
    coalesce(declared.source, mentioned.source) as source,
    coalesce(declared.source_id, mentioned.source_id) as source_id,
    -- An id without a record of its own is often the code itself (a warehouse's list, a supplier's file).
    {{ code_key('coalesce(declared.code, mentioned.source_id)') }} as code_key,
    {{ code_key('declared.second_key') }} as second_key,
    declared.name,
    declared.source_id is not null as is_declared,
    case when declared.source_id is not null then priorities.priority end as master_priority,
    coalesce(mentioned.row_count, 0) as row_count
from declared
full outer join mentioned
    on
        declared.entity = mentioned.entity
        and declared.source = mentioned.source
        and declared.source_id = mentioned.source_id
left join priorities
    on
        coalesce(declared.entity, mentioned.entity) = priorities.entity
        and coalesce(declared.source, mentioned.source) = priorities.source
