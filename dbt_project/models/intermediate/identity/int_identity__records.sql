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
    {% for entity, second_key in [
        ("product", "barcode"), ("supplier", "null"), ("customer", "person"), ("location", "null")
    ] %}
    select
        '{{ entity }}' as entity,
        source,
        {{ entity }}_id as source_id,
        {{ entity }}_code as code,
        cast({{ second_key }} as {{ dbt.type_string() }}) as second_key,
        name
    from {{ entity }}s
    {{ "union all" if not loop.last }}
    {% endfor %}
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
    {{ code_key('case when declared.source_id is not null then declared.code when mentioned.is_code then mentioned.source_id end') }}
        as code_key,
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
