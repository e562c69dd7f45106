with locations as (
    select * from {{ ref("int_identity__locations") }}
),

records as (
    select * from {{ ref("int_inventory__records") }}
)

select
    locations.location_id,
    locations.location_code,
    locations.name,
    locations.country,
    locations.time_zone,
    records.record_source,
    locations.is_active,
    locations.source,
    locations.source_id,
    locations.load_id,
    locations.loaded_at
from locations
left join records on locations.location_id = records.location_id
