with sources as (
    select * from {{ ref("stg_operations__sources") }}
    where coalesce(is_enabled, true)
),

loads as (
    select
        source,
        max(accepted_at) as last_accepted_at
    from {{ ref("stg_tandem__loads") }}
    group by source
)

select
    sources.source_name as source,
    sources.system,
    sources.freshness_hours,
    loads.last_accepted_at,
    {{ hours_between('loads.last_accepted_at', known_at()) }} as hours_old,
    -- A source that never arrived is as stale as one that stopped.
    loads.last_accepted_at is null
    or {{ hours_between('loads.last_accepted_at', known_at()) }} > sources.freshness_hours as is_stale
from sources
left join loads on sources.source_name = loads.source
