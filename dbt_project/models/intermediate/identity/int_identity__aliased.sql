with records as (
    select * from {{ ref("int_identity__records") }}
),

aliases as (
    select * from {{ ref("stg_operations__aliases") }}
),

-- People write down the source's own id or the code they see there.
named as (
    select
        records.entity,
        records.source,
        records.source_id,
        aliases.code,
        aliases.pack_factor,
        aliases.decided_by
    from records
    inner join aliases
        on
            records.entity = aliases.entity
            and records.source = aliases.alias_source
            and records.source_id = aliases.source_id
    union
    select
        records.entity,
        records.source,
        records.source_id,
        aliases.code,
        aliases.pack_factor,
        aliases.decided_by
    from records
    inner join aliases
        on
            records.entity = aliases.entity
            and records.source = aliases.alias_source
            and records.code_key = {{ code_key('aliases.source_id') }}
)

select
    entity,
    source,
    source_id,
    max({{ code_key('code') }}) as alias_code_key,
    -- A factor of 1 says nothing: the source counts in its own unit.
    max(nullif(pack_factor, 1)) as pack_factor,
    max(decided_by) as decided_by,
    count(distinct {{ code_key('code') }}) > 1 as is_conflicting
from named
group by entity, source, source_id
