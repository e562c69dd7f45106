{{ config(materialized="watched", watch=["source", "source_id", "conformed_id"]) }}

with crosswalk as (
    select * from {{ ref("int_identity__crosswalk") }}
)

select
    source,
    source_id,
    conformed_id,
    method,
    confidence,
    decided_by,
    pack_factor
from crosswalk
where entity = 'location' and conformed_id is not null
