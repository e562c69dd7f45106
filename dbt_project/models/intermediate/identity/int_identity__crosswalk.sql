with records as (
    select * from {{ ref("int_identity__exact") }}
),

-- Ids are minted once, by the match step, and kept: what it decided is one more source.
decided as (
    select * from {{ ref("stg_identity__crosswalk") }}
)

select
    records.entity,
    records.source,
    records.source_id,
    records.code_key,
    records.name,
    records.is_declared,
    records.master_priority,
    records.row_count,
    decided.pack_factor,
    case
        when decided.conformed_id is null
            then coalesce(decided.hold_reason, records.hold_reason, 'not matched yet: the next build does it')
    end as hold_reason,
    decided.conformed_id,
    coalesce(decided.method, records.method) as method,
    coalesce(decided.confidence, records.confidence) as confidence,
    coalesce(decided.decided_by, records.decided_by) as decided_by
from records
left join decided
    on
        records.entity = decided.entity
        and records.source = decided.record_source
        and records.source_id = decided.source_id
