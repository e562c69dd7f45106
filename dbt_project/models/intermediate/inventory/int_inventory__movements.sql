{{ config(materialized="view") }}

with movements as (
    select * from {{ ref("int_inventory__source_movements") }}
    where hold_reason is null
),

records as (
    select * from {{ ref("int_inventory__records") }}
)

select movements.*
from movements
inner join records on movements.location_id = records.location_id and movements.source = records.movement_source
