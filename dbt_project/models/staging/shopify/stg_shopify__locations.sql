with locations as (
    {{ latest_snapshot(source('raw_shopify', 'locations')) }}
)

select
    locations.location_id,
    -- A shop's location has no code of its own: its name is what people write into the aliases.
    locations.name as location_code,
    locations.name,
    locations.country_code as country,
    cast(null as {{ dbt.type_string() }}) as time_zone,
    locations.is_active,
    {{ lineage('locations') }}
from locations
