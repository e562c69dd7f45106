{{ config(materialized="watched") }}

with locations as (
    select * from {{ ref("int_identity__locations") }}
),

stock_records as (
    select * from {{ ref("int_inventory__declared_records") }}
    where hold_reason is null
),

conflicts as (
    select distinct location_id from {{ ref("int_inventory__declared_records") }}
    where is_conflicting
),

levels as (
    select
        location_id,
        min(source) as first_source
    from {{ ref("int_inventory__source_levels") }}
    where hold_reason is null
    group by location_id
),

declared as (
    select max(record_source) as record_source
    from {{ ref("stg_operations__stock_records") }}
    where location_code = '*'
),

-- Declared for the location, else declared for the rest, else the only source that has stock there.
chosen as (
    select
        locations.location_id,
        coalesce(stock_records.record_source, declared.record_source, levels.first_source) as record_source
    from locations
    cross join declared
    left join stock_records on locations.location_id = stock_records.location_id
    left join levels on locations.location_id = levels.location_id
    -- Two records for one place: neither counts until one is left.
    where locations.location_id not in (select conflicts.location_id from conflicts)
),

movements as (
    {% for system in var("canonical")["inventory_movements"] %}
    select
        places.conformed_id as location_id,
        moved.source
    from (
        select distinct
            source,
            location_id
        from {{ ref("stg_" ~ system ~ "__inventory_movements") }}
    ) as moved
    inner join {{ ref("xref_location") }} as places
        on moved.source = places.source and moved.location_id = places.source_id
    {{ "union" if not loop.last }}
    {% endfor %}
)

select
    chosen.location_id,
    chosen.record_source,
    -- Movements come from the record too; where it tells none, from one other source, never from two.
    coalesce(
        max(case when movements.source = chosen.record_source then movements.source end), min(movements.source)
    ) as movement_source
from chosen
left join movements on chosen.location_id = movements.location_id
group by chosen.location_id, chosen.record_source
