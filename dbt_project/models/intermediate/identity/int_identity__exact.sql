with records as (
    select * from {{ ref("int_identity__records") }}
),

aliased as (
    select * from {{ ref("int_identity__aliased") }}
),

found as (
    select * from {{ ref("int_identity__parents") }}
),

parents as (
    select * from found
    where not is_ambiguous
),

-- A parent is always of an earlier master: three steps reach the first of four masters.
ancestors as (
    select
        parents.entity,
        parents.source,
        parents.source_id,
        parents.method_rank,
        coalesce(thirds.parent_source, seconds.parent_source, parents.parent_source) as root_source,
        coalesce(thirds.parent_source_id, seconds.parent_source_id, parents.parent_source_id) as root_source_id
    from parents
    left join parents as seconds
        on
            parents.entity = seconds.entity
            and parents.parent_source = seconds.source
            and parents.parent_source_id = seconds.source_id
    left join parents as thirds
        on
            seconds.entity = thirds.entity
            and seconds.parent_source = thirds.source
            and seconds.parent_source_id = thirds.source_id
),

judged as (
    select
        records.*,
        aliased.pack_factor,
        aliased.decided_by,
        ancestors.method_rank,
        case
            when ancestors.root_source is not null then null
            when aliased.is_conflicting then 'conflicting aliases'
            when found.is_ambiguous then 'several members share its key'
            when aliased.source is not null and coalesce(records.code_key, '') <> aliased.alias_code_key
                then 'alias names an unknown code'
            when records.master_priority is null then 'no member has its code'
        end as hold_reason,
        coalesce(ancestors.root_source, records.source) as root_source,
        coalesce(ancestors.root_source_id, records.source_id) as root_source_id
    from records
    left join aliased
        on
            records.entity = aliased.entity
            and records.source = aliased.source
            and records.source_id = aliased.source_id
    left join ancestors
        on
            records.entity = ancestors.entity
            and records.source = ancestors.source
            and records.source_id = ancestors.source_id
    left join found
        on
            records.entity = found.entity
            and records.source = found.source
            and records.source_id = found.source_id
)

select
    entity,
    source,
    source_id,
    code_key,
    second_key,
    name,
    is_declared,
    master_priority,
    row_count,
    root_source,
    root_source_id,
    case
        when method_rank is null then 'master'
        when method_rank = 1 then 'alias'
        when method_rank = 2 then 'code'
        when entity = 'customer' then 'person'
        else 'barcode'
    end as method,
    cast(case when method_rank is null or method_rank = 1 then 1 when method_rank = 2 then 0.99 else 0.95 end as decimal(18, 6))
        as confidence,
    hold_reason,
    pack_factor,
    coalesce(decided_by, 'rule') as decided_by
from judged
