with substitutes as (
    select * from {{ ref("bridge_substitute") }}
    where valid_from is null or valid_from <= {{ as_of() }}
)

select
    substitutes.product_id,
    substitutes.substitute_id,
    cast(substitutes.units_per as {{ type_double() }}) as units_per
from substitutes
