with sources as (
    select * from {{ ref("int_policies__sources") }}
),

plan as (
    select max(plan_version) as plan_version from {{ ref("stg_planning__levels") }}
)

select
    {{ as_of() }} as evaluated_for,
    {{ known_at() }} as known_at,
    max(plan.plan_version) as plan_version,
    '{{ var("policy_version") }}' as policy_version,
    -- Without a plan, or on old data, a candidate that is missing proves nothing.
    max(plan.plan_version) is not null and coalesce(max(case when sources.is_stale then 1 else 0 end), 0) = 0 as is_complete,
    {{ dbt.listagg("case when sources.is_stale then sources.source end", "', '", "order by sources.source") }} as stale_sources
from plan
left join sources on 1 = 1
