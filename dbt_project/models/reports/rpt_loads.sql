{{ config(tags=["build"]) }}

with loads as (
    select * from {{ ref("stg_tandem__loads") }}
),

sources as (
    select * from {{ ref("int_policies__sources") }}
)

select
    loads.load_stream_id,
    loads.source,
    loads.system,
    loads.load_id,
    loads.stream,
    loads.disposition,
    loads.row_count,
    loads.quarantined_count,
    loads.unchanged_count,
    loads.deleted_count,
    loads.total_count,
    loads.accepted_at,
    sources.last_accepted_at,
    sources.freshness_hours,
    coalesce(sources.is_stale, false) as is_stale
from loads
left join sources on loads.source = sources.source
