with records as (
    select * from {{ ref("int_identity__records") }}
),

aliased as (
    select * from {{ ref("int_identity__aliased") }}
),

masters as (
    select * from records
    where master_priority is not null
),

-- A declared alias points at a member that is not itself an alias of another.
alias_links as (
    select
        aliased.entity,
        aliased.source,
        aliased.source_id,
        masters.source as parent_source,
        masters.source_id as parent_source_id,
        masters.master_priority as parent_priority,
        1 as method_rank
    from aliased
    inner join masters on aliased.entity = masters.entity and aliased.alias_code_key = masters.code_key
    left join aliased as already
        on
            masters.entity = already.entity
            and masters.source = already.source
            and masters.source_id = already.source_id
    where
        not aliased.is_conflicting
        and already.source_id is null
        and not (aliased.source = masters.source and aliased.source_id = masters.source_id)
),

{% for method, column, rank in [("code", "code_key", 2), ("second_key", "second_key", 3)] %}
{{ method }}_links as (
    select
        records.entity,
        records.source,
        records.source_id,
        masters.source as parent_source,
        masters.source_id as parent_source_id,
        masters.master_priority as parent_priority,
        {{ rank }} as method_rank
    from records
    inner join masters on records.entity = masters.entity and records.{{ column }} = masters.{{ column }}
    left join aliased
        on
            records.entity = aliased.entity
            and records.source = aliased.source
            and records.source_id = aliased.source_id
    where
        -- What a person declared is not guessed over, and a master never matches a later one.
        aliased.source_id is null
        and masters.master_priority < coalesce(records.master_priority, 1000000)
        and records.source <> masters.source
),
{% endfor %}

found as (
    select * from alias_links
    union all
    select * from code_links
    union all
    select * from second_key_links
),

ranked as (
    select
        *,
        dense_rank() over (
            partition by entity, source, source_id order by method_rank, parent_priority
        ) as best_first
    from found
)

select
    entity,
    source,
    source_id,
    min(parent_source) as parent_source,
    min(parent_source_id) as parent_source_id,
    min(method_rank) as method_rank,
    -- Two accounts of one person are one customer; two products of one code are a question for a person.
    count(*) > 1 and entity <> 'customer' as is_ambiguous
from ranked
where best_first = 1
group by entity, source, source_id
