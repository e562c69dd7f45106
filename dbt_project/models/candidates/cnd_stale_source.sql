with sources as (
    select * from {{ ref("int_policies__sources") }}
    where is_stale
)

select
    'stale_source|' || sources.source as candidate_key,
    'stale_source' as kind,
    {{ no_item() }},
    case when sources.hours_old is null or sources.hours_old > 3 * sources.freshness_hours then 'high' else 'medium' end
        as severity,
    sources.last_accepted_at as data_as_of,
    true as is_stale,
    sources.source as stale_sources,
    '{{ var("policy_version") }}' as policy_version,
    cast(null as {{ dbt.type_string() }}) as plan_version,
    sources.source,
    sources.freshness_hours,
    sources.last_accepted_at,
    cast(sources.hours_old as {{ type_double() }}) as hours_old
from sources
