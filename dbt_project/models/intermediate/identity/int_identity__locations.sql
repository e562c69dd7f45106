{{ config(materialized="watched", watch=["location_id", "time_zone"]) }}

with locations as ({{ union_canonical("locations") }}),

members as (
    select * from {{ ref("int_identity__members") }}
    where entity = 'location'
)

select
    members.conformed_id as location_id,
    coalesce({{ first_known('locations.location_code') }}, max(case when members.place = 1 then members.source_id end))
        as location_code,
    {{ first_known('locations.name') }} as name,
    {{ first_known('locations.country') }} as country,
    coalesce({{ first_known('locations.time_zone') }}, '{{ var("time_zone") }}') as time_zone,
    coalesce({{ first_known('locations.is_active') }}, true) as is_active,
    max(case when members.place = 1 then members.source end) as source,
    max(case when members.place = 1 then members.source_id end) as source_id,
    max(case when members.place = 1 then locations.load_id end) as load_id,
    max(locations.loaded_at) as loaded_at
from members
inner join locations on members.source = locations.source and members.source_id = locations.location_id
group by members.conformed_id
