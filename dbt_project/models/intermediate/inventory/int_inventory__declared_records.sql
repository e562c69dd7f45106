with stock_records as (
    select * from {{ ref("stg_operations__stock_records") }}
    where location_code <> '*'
),

locations as (
    select * from {{ ref("int_identity__locations") }}
),

crosswalk as (
    select * from {{ ref("int_identity__crosswalk") }}
    where entity = 'location' and conformed_id is not null
),

-- The company file names a place by its code, or as any system calls it.
called as (
    select
        location_id,
        {{ code_key('location_code') }} as called_key
    from locations
    union
    select
        conformed_id as location_id,
        code_key as called_key
    from crosswalk
    union
    select
        conformed_id as location_id,
        {{ code_key('source_id') }} as called_key
    from crosswalk
),

found as (
    select distinct
        stock_records.location_code,
        stock_records.record_source,
        stock_records.source,
        called.location_id
    from stock_records
    left join called on {{ code_key('stock_records.location_code') }} = called.called_key
),

judged as (
    select
        *,
        location_id is not null
        and min(record_source) over (partition by location_id) <> max(record_source) over (partition by location_id)
            as is_conflicting,
        count(*) over (partition by location_code) as places
    from found
)

select
    location_code,
    min(location_id) as location_id,
    min(record_source) as record_source,
    max(case when is_conflicting then 1 else 0 end) = 1 as is_conflicting,
    case
        when min(location_id) is null
            then 'stock_of_record names a location that no system knows: correct the code in the company file'
        when max(case when is_conflicting then 1 else 0 end) = 1
            then 'two systems of record for one location: keep one of them under stock_of_record in the company file'
        when max(places) > 1
            then 'stock_of_record names a code that several locations have: use the location''s own code'
    end as hold_reason,
    min(source) as source
from judged
group by location_code
