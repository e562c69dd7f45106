with versions as (
    select * from {{ ref("stg_operations__policy_versions") }}
)

{{ folded("versions", ["scope", "scope_value", "product_code", "location_code", "parameter"], ["value"]) }}
